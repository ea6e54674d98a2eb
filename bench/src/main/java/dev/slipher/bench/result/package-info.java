/**
 * Rows that a query gave and whether two engines agree on them.
 * Read {@link dev.slipher.bench.result.RowComparison} first.
 */
@NullMarked
package dev.slipher.bench.result;

import org.jspecify.annotations.NullMarked;
