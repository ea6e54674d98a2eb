package dev.slipher.compute.expression.function;

/** When two calls of a function with the same arguments give the same result. */
public enum Volatility {
    /** Always. */
    IMMUTABLE,
    /** Within one statement: the result hangs on the session's zone, user or clock. */
    STABLE,
    /** Never to be relied on. */
    VOLATILE
}
