package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import org.jspecify.annotations.Nullable;

/** One worker's instance of a step that gives values; owns the buffers of its result. */
interface Node {
    /**
     * Returns the values of the chosen rows in the array form of the step's shape, never a constant vector.
     *
     * <p>Entries of other rows are undefined, but dictionary codes are legal and byte offsets ascend everywhere. Only
     * chosen rows may fail.
     *
     * @param selection the chosen positions, ascending; null for the first {@code count}
     */
    Vector evaluate(Batch batch, int @Nullable [] selection, int count);
}
