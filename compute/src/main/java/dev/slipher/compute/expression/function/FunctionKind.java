package dev.slipher.compute.expression.function;

/** Where a function may be called. */
public enum FunctionKind {
    SCALAR,
    /** Also usable as a window function. */
    AGGREGATE,
    /** Only with an OVER clause. */
    WINDOW
}
