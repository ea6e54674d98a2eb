package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;

/** One worker's instance of a compiled expression; owns its buffers and serves one thread. */
public interface Evaluator {
    /**
     * Returns the expression's value for every selected row of {@code batch}; other entries are undefined.
     *
     * <p>The vector and its arrays are reused by the next call, or belong to the batch.
     */
    Vector evaluate(Batch batch);
}
