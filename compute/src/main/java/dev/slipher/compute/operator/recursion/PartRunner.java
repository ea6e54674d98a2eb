package dev.slipher.compute.operator.recursion;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.storage.batch.Batch;
import java.util.function.Consumer;

/** Runs a part of a query's plan on its own, within the query's memory and until the query is cancelled. */
@FunctionalInterface
public interface PartRunner {
    /**
     * Returns when the consumer has had all rows; the calling thread should not hold a right to run meanwhile.
     *
     * @param account the memory of the operator that asks, opened by {@code QueryContext.openAccountOfParts}
     * @param consumer called on the calling thread, with batches that it may keep, of the types of {@code plan} alone
     */
    void run(PlanNode plan, BoundInputs inputs, MemoryAccount account, Consumer<Batch> consumer);
}
