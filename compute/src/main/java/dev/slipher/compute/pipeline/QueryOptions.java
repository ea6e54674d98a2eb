package dev.slipher.compute.pipeline;

import dev.slipher.compute.expression.EvaluationContext;

/**
 * How to run one query.
 *
 * @param grantBytes the most memory its operators may reserve before they spill
 * @param evaluation what expressions may know of the session
 * @param collectStatistics whether to time every node, which costs a little
 */
public record QueryOptions(long grantBytes, EvaluationContext evaluation, boolean collectStatistics) {}
