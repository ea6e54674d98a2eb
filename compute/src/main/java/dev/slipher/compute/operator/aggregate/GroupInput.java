package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.expression.ColumnShape;
import java.util.List;

/**
 * Where a pipeline that feeds a {@link Grouping} has the key and the arguments of the calls that it serves.
 *
 * @param keys columns of its batches
 * @param arguments by call, the argument's column; {@link #NO_ARGUMENT}, or {@link #NOT_SERVED}
 * @param filters by call, the column that must be true, {@link #NO_ARGUMENT} for none
 * @param keyShapes what is known of the keys
 */
record GroupInput(int[] keys, int[] arguments, int[] filters, List<ColumnShape> keyShapes) {
    static final int NO_ARGUMENT = -1;

    /** For calls that another pipeline feeds. */
    static final int NOT_SERVED = -2;
}
