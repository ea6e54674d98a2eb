/**
 * Grouping: tables of group rows, the accumulators in them, and how both are merged over workers and spill partitions.
 * Read {@link dev.slipher.compute.operator.aggregate.Grouping} first.
 */
@NullMarked
package dev.slipher.compute.operator.aggregate;

import org.jspecify.annotations.NullMarked;
