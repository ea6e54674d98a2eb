package dev.slipher.leader.optimize;

/**
 * A part of a query that is computed once for several places, which read it by {@link LogicalNode.SharedScan}.
 *
 * @param id unique in the query
 */
public record SharedSubplan(int id, LogicalNode plan) {}
