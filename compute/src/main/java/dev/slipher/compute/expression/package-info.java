/**
 * Scalar expressions as kernels over batches: compiled once a pipeline against the shapes of its columns, evaluated by
 * one evaluator a worker. Read {@link dev.slipher.compute.expression.ExpressionCompiler} first, then
 * {@link dev.slipher.compute.expression.ColumnShape} for what is known of a column before it runs.
 */
@NullMarked
package dev.slipher.compute.expression;

import org.jspecify.annotations.NullMarked;
