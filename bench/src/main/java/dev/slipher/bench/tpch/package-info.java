/**
 * TPC-H: its schema and queries as resources, its rows from a generator library, and the run that compares Slipher with
 * DuckDB. Read {@link dev.slipher.bench.tpch.TpchWorkload} first.
 */
@NullMarked
package dev.slipher.bench.tpch;

import org.jspecify.annotations.NullMarked;
