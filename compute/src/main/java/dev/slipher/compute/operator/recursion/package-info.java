/**
 * WITH RECURSIVE: {@link dev.slipher.compute.operator.recursion.RecursionSource} runs the plan of the recursive term as often
 * as it gives rows.
 */
@NullMarked
package dev.slipher.compute.operator.recursion;

import org.jspecify.annotations.NullMarked;
