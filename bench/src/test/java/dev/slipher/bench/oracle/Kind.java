package dev.slipher.bench.oracle;

/**
 * What may be done with a value so that both engines must give the same: narrower than a type, because extreme values
 * overflow and inexact ones have no order.
 */
enum Kind {
    /** Integers small enough for arithmetic. */
    INTEGER,
    /** Integers up to the type's limits: compared, never added. */
    EXTREME_INTEGER,
    /** Decimals of two digits, small enough for arithmetic. */
    DECIMAL,
    /** Decimals of up to 38 digits: compared, never added. */
    EXTREME_DECIMAL,
    /** Multiples of a quarter, whose sums are exact in any order. */
    DOUBLE,
    /** Doubles with NaN, infinities, minus zero and the largest ones: compared, never added. */
    ODD_DOUBLE,
    /** Doubles that depend on the order of summing: only shown. */
    INEXACT_DOUBLE,
    BOOLEAN,
    DATE,
    TIMESTAMP,
    /** Strings without trailing blanks. */
    TEXT,
    /** Strings with trailing blanks: compared, never measured. */
    BLANK_TEXT
}
