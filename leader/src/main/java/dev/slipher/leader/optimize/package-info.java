/**
 * The logical algebra that binding produces and the rewriting that makes a good physical plan of it: decorrelation,
 * pushdown, join order, column pruning. Columns have ids that are unique in the query, so a rule moves nodes without
 * renumbering anything. Read {@link dev.slipher.leader.optimize.LogicalNode} first, then
 * {@link dev.slipher.leader.optimize.Optimizer}.
 */
@NullMarked
package dev.slipher.leader.optimize;

import org.jspecify.annotations.NullMarked;
