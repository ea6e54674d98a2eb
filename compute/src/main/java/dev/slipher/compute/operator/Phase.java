package dev.slipher.compute.operator;

import dev.slipher.compute.fragment.PlanNode;
import java.util.List;
import java.util.function.Supplier;

/** What all workers of a query do together before the next phase starts. */
public sealed interface Phase {
    /**
     * Moves a source's rows through steps.
     *
     * @param node what the source belongs to, for statistics
     */
    record Pipeline(PlanNode node, Source source, StepFactory steps) implements Phase {}

    /**
     * Runs independent tasks, such as the merging of partitions.
     *
     * @param tasks asked for when the phase starts
     */
    record Tasks(PlanNode node, Supplier<List<Task>> tasks) implements Phase {}

    /** A piece of work for one worker. */
    @FunctionalInterface
    interface Task {
        void run(Worker worker);
    }
}
