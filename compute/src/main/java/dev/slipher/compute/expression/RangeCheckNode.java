package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.IntegerArithmetic;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Longs that must lie in a range. */
record RangeCheckNode(Node operand, long min, long max, Supplier<SlipherException> overflow) implements Node {
    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        var vector = operand.evaluate(batch, selection, count);
        long[] values = ((LongVector) vector).values();
        if (IntegerArithmetic.leavesRange(values, min, max, batch.rowCount())) {
            for (int i = 0; i < count; i++) {
                int row = selection == null ? i : selection[i];
                if ((values[row] < min || values[row] > max) && !vector.isNull(row)) {
                    throw overflow.get();
                }
            }
        }
        return vector;
    }
}
