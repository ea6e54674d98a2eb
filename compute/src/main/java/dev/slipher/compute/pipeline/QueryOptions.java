package dev.slipher.compute.pipeline;

/**
 * How to run one query.
 *
 * @param grantBytes the most memory its operators may reserve before they spill
 * @param collectStatistics whether to time every node, which costs a little
 */
public record QueryOptions(long grantBytes, boolean collectStatistics) {}
