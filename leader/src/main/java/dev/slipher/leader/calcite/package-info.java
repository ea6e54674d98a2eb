/**
 * All that knows Calcite: its grammar, grown by ours, turns text into trees, and binding turns trees into logical
 * plans. Read {@link dev.slipher.leader.calcite.SqlParser} first.
 */
@NullMarked
package dev.slipher.leader.calcite;

import org.jspecify.annotations.NullMarked;
