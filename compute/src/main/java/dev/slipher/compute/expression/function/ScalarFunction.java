package dev.slipher.compute.expression.function;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as the code of a scalar function, called once a row.
 *
 * <p>Each argument is one Java parameter: {@code boolean}, {@code int}, {@code long}, {@code double}, for strings and
 * binary a {@link Text}, for DECIMAL, INTERVAL and TIMETZ an {@code Int128} register that the method may change. A
 * {@link CallState} may follow. A result that is bytes or wide is written to a last parameter, a {@code ByteSink} or
 * {@code Int128}; others are returned.
 *
 * <p>Rows with a null argument are null and never reach the method, unless {@link #onNull} says otherwise.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ScalarFunction {
    /** The names in lower case, the usual one first. */
    String[] name();

    TypeFamily[] arguments() default {};

    TypeFamily result();

    ResultRule rule() default ResultRule.DECLARED;

    /** The length of a TEXT result under {@link ResultRule#DECLARED}; 0 for the longest. */
    int length() default 0;

    Volatility volatility() default Volatility.IMMUTABLE;

    /** Whether the method is called for rows with null arguments, and asks its {@link CallState} which are null. */
    boolean onNull() default false;

    /** Whether a call with arguments of no type, which others of the same name take as well, means this function. */
    boolean preferred() default false;

    /** Whether the last argument may be repeated. */
    boolean variadic() default false;
}
