package dev.slipher.compute.pipeline;

import dev.slipher.storage.batch.Batch;

/** Takes the rows of a query one batch at a time, in order if the plan has one; never called by two threads at once. */
@FunctionalInterface
public interface BatchConsumer {
    /**
     * Takes the selected rows of {@code batch}, which is valid until this call returns. Taking long slows the query down
     * and holds up no other; throwing ends the query with what was thrown.
     */
    void accept(Batch batch);
}
