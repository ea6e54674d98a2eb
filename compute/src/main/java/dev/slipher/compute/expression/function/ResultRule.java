package dev.slipher.compute.expression.function;

/** How a function's result type follows from the types of its arguments. */
public enum ResultRule {
    /** The widest type of the declared family. */
    DECLARED,
    /** The type of the first argument. */
    FIRST_ARGUMENT,
    /** The type of the second argument. */
    SECOND_ARGUMENT,
    /** An array of the type of the first argument. */
    ARRAY_OF_FIRST,
    /** VARCHAR or VARBYTE, whichever is declared, as long as the first argument. */
    FIRST_LENGTH,
    /** VARCHAR or VARBYTE as long as all arguments together, at most the longest. */
    SUM_OF_LENGTHS,
    /** The type that all arguments of family ANY are converted to. */
    COMMON_TYPE,
    /** DECIMAL of the first argument's digits and no scale. */
    WHOLE_DECIMAL,
    /** DECIMAL of the operator %. */
    MODULO_DECIMAL,
    /** DECIMAL(38, scale of the first argument), as sums have. */
    SUM_DECIMAL,
    /** The decimal that {@link DecimalRules#average} says. */
    AVERAGE_DECIMAL
}
