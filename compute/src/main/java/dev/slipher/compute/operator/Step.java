package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;

/** One worker's part of an operator in one pipeline: takes batches, and pushes what becomes of them to the next step. */
public interface Step {
    /** Takes the selected rows of a batch, which it may change and whose vectors it may not keep. */
    void push(Batch batch);

    /** Says that this worker pushes no more in this pipeline; the step pushes what it held back, then tells the next. */
    void finish();
}
