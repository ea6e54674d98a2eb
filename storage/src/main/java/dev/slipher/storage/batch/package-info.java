/**
 * Rows in memory: a {@link dev.slipher.storage.batch.Batch} of at most 2,048 rows as one
 * {@link dev.slipher.storage.batch.Vector} a column, over heap arrays that kernels work on directly.
 * Read {@link dev.slipher.storage.batch.Batch} first.
 */
@NullMarked
package dev.slipher.storage.batch;

import org.jspecify.annotations.NullMarked;
