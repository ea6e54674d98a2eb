/**
 * Sorting: runs of rows sorted in memory, merged from memory or disk, and the few first of them kept in a heap's stead.
 * Read {@link dev.slipher.compute.operator.sort.SortCompiler} first.
 */
@NullMarked
package dev.slipher.compute.operator.sort;

import org.jspecify.annotations.NullMarked;
