package dev.slipher.compute.expression.function;

/** The array form of a call's results. */
public enum ResultForm {
    INT,
    LONG,
    DOUBLE,
    WIDE,
    BYTES
}
