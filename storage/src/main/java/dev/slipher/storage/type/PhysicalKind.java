package dev.slipher.storage.type;

/** How values lie in vectors and segments; every SQL type maps to exactly one. */
public enum PhysicalKind {
    /** Four bytes: BOOLEAN (0 or 1), SMALLINT, INTEGER, DATE (days since 2000-01-01, extremes are the infinities). */
    INT32,
    /** Eight bytes: BIGINT, OID, TIME, TIMESTAMP, TIMESTAMPTZ (µs since 2000-01-01 UTC), DECIMAL of at most 18 digits. */
    INT64,
    /** IEEE 754 doubles: REAL (rounded to float after each operation) and DOUBLE PRECISION; one NaN, no negative zero. */
    DOUBLE,
    /**
     * Two longs, high (signed) and low: DECIMAL of 19 to 38 digits as a scaled two's-complement integer; INTERVAL as
     * (months << 32 | days as unsigned int, microseconds); TIMETZ as (zone seconds west, microseconds).
     */
    INT128,
    /** Variable-length bytes: CHAR, VARCHAR (UTF-8), VARBYTE, NAME, arrays. */
    BYTES
}
