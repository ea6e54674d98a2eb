/**
 * The node that clients talk to: sessions, SQL, planning, scheduling, loading, system tables, and the program's entry
 * point.
 */
@NullMarked
package dev.slipher.leader;

import org.jspecify.annotations.NullMarked;
