/**
 * Random tables and statements, each statement in Slipher's words and in DuckDB's, so that two engines that share no
 * code can be asked the same. Read {@link dev.slipher.bench.oracle.StatementGenerator} first, and
 * {@link dev.slipher.bench.oracle.Differences} for where the engines rightly disagree.
 */
@NullMarked
package dev.slipher.bench.oracle;

import org.jspecify.annotations.NullMarked;
