/**
 * DuckDB as the independent engine to compare with, in a process of its own so that neither engine's memory or threads
 * disturb the other. Read {@link dev.slipher.bench.duckdb.DuckDbProcess} first.
 */
@NullMarked
package dev.slipher.bench.duckdb;

import org.jspecify.annotations.NullMarked;
