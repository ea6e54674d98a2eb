package dev.slipher.compute.expression;

import java.util.function.Supplier;

/**
 * A compiled condition.
 *
 * @param cost what a row costs, one being a comparison of a number with a constant
 */
record ConditionStep(
        boolean mayHaveNulls, boolean canFail, boolean isStable, int cost, Supplier<ConditionNode> nodes) {}
