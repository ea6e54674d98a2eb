/**
 * Many clients at once, and single rows at a time, against a server in a process of its own.
 * Read {@link dev.slipher.bench.session.ManySessionsTest} first.
 */
@NullMarked
package dev.slipher.bench.session;

import org.jspecify.annotations.NullMarked;
