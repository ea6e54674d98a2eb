package dev.slipher.leader.history;

import java.util.List;
import java.util.function.Supplier;

/**
 * What a finished query leaves of its plan: EXPLAIN's lines, made when first asked for, and what each step did.
 *
 * @param explain gives the lines; called by whoever reads {@code stl_explain}
 */
public record PlanTrace(Supplier<List<String>> explain, List<Step> steps) {
    /** Of the lines and steps of one query the first this many are kept. */
    private static final int MAX_LINES = 500;

    private static final int MAX_LINE_CHARACTERS = 1_000;

    public PlanTrace {
        steps = List.copyOf(steps.subList(0, Math.min(steps.size(), MAX_LINES)));
    }

    /** Returns a trace that holds EXPLAIN's lines and nothing of the plan, for plans that are large. */
    public static PlanTrace of(List<String> lines, List<Step> steps) {
        var kept = lines.stream().limit(MAX_LINES).map(PlanTrace::shortened).toList();
        return new PlanTrace(() -> kept, steps);
    }

    private static String shortened(String line) {
        return line.length() <= MAX_LINE_CHARACTERS ? line : line.substring(0, MAX_LINE_CHARACTERS);
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
