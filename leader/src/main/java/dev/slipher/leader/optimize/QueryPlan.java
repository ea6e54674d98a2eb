package dev.slipher.leader.optimize;

import java.util.List;

/**
 * A query's plan and the parts of it that are computed once.
 *
 * @param subplans each before those that it reads itself
 */
record QueryPlan(LogicalNode main, List<SharedSubplan> subplans) {
    QueryPlan {
        subplans = List.copyOf(subplans);
    }
}
