package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;

/** One worker's instance of a compiled condition; owns its buffers and serves one thread. */
public interface Predicate {
    /**
     * Narrows the batch's selection to the rows for which the condition is true, neither false nor null.
     *
     * <p>The new selection array belongs to this predicate and is valid until its next call.
     */
    void filter(Batch batch);
}
