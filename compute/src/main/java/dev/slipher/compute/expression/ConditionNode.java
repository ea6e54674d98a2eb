package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.storage.batch.Batch;
import org.jspecify.annotations.Nullable;

/** One worker's instance of a step that gives truth values, as two masks over the batch's rows. */
abstract class ConditionNode {
    /** The rows for which the condition is true or unknown; bits of rows that were not chosen are undefined. */
    final long[] trues = new long[BitMask.WORDS];

    /** The rows for which it is unknown, whatever {@link #trues} says; null when none is. */
    long @Nullable [] nulls;

    /** Sets both masks for the chosen rows, of which alone may fail. */
    abstract void evaluate(Batch batch, int @Nullable [] selection, int count);
}
