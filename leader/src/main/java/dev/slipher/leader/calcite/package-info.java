/**
 * Text into statements, with the trees of Calcite's grammar, grown by ours, for queries. Read {@link
 * dev.slipher.leader.calcite.SqlParser} first.
 */
@NullMarked
package dev.slipher.leader.calcite;

import org.jspecify.annotations.NullMarked;
