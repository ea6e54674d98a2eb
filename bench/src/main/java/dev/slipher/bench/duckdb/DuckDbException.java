package dev.slipher.bench.duckdb;

/** DuckDB refused a statement; the message is DuckDB's. */
public final class DuckDbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DuckDbException(String message) {
        super(message);
    }
}
