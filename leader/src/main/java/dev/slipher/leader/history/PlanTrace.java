package dev.slipher.leader.history;

import java.util.List;
import java.util.function.Supplier;

/**
 * What a finished query leaves of its plan: EXPLAIN's lines, made when first asked for, and what each step did.
 *
 * @param explain gives the lines; called by whoever reads {@code stl_explain}
 */
public record PlanTrace(Supplier<List<String>> explain, List<Step> steps) {
    public PlanTrace {
        steps = List.copyOf(steps);
    }

    /**
     * One plan node's work.
     *
     * @param label the step's name as {@code svl_query_summary} has it
     * @param spilledBytes what went to disk, 0 for a step that stayed in memory
     */
    public record Step(
            int node, String label, long rows, long bytes, long micros, long memoryBytes, long spilledBytes) {}
}
