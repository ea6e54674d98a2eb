package dev.slipher.bench.oracle;

/** An expression and what may be done with it. */
record Value(Sql sql, Kind kind) {}
