package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.Compare;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** IN over numbers; doubles by their {@link Compare#order}. */
final class NumberIn extends ConditionNode {
    /** Up to this many constants are compared one after the other, a vector at a time. */
    private static final int MAX_LINEAR = 6;

    /** The widest range of constants that is kept as a bitmap. */
    private static final long MAX_BITMAP = 1 << 16;

    private final Node operand;
    private final long[] values;
    private final LongOpenHashSet set;
    private final long min;
    private final long[] bitmap;
    private final long[] scratch = new long[BitMask.WORDS];
    private final long[] keys = new long[Batch.CAPACITY + Batch.SLACK];

    NumberIn(Node operand, long[] values) {
        this.operand = operand;
        this.values = Arrays.stream(values).sorted().distinct().toArray();
        set = new LongOpenHashSet(this.values);
        min = this.values[0];
        long span = this.values[this.values.length - 1] - min;
        bitmap = new long[span >= 0 && span < MAX_BITMAP ? (int) (span >>> 6) + 1 : 0];
        if (bitmap.length > 0) {
            for (long value : this.values) {
                bitmap[(int) (value - min >>> 6)] |= 1L << value - min;
            }
        }
    }

    @Override
    void evaluate(Batch batch, int @Nullable [] selection, int count) {
        int rows = batch.rowCount();
        var vector = operand.evaluate(batch, selection, count);
        nulls = vector.nulls();
        if (values.length <= MAX_LINEAR && !(vector instanceof DoubleVector)) {
            compareEach(vector, rows);
            return;
        }
        switch (vector) {
            case IntVector v -> {
                for (int i = 0; i < rows; i++) {
                    keys[i] = v.values()[i];
                }
                look(keys, selection, count);
            }
            case LongVector v -> look(v.values(), selection, count);
            case DoubleVector v -> {
                Compare.orders(v.values(), keys, rows);
                look(keys, selection, count);
            }
            default -> throw new IllegalStateException();
        }
    }

    private void compareEach(Vector vector, int rows) {
        int words = BitMask.words(rows);
        Arrays.fill(trues, 0, words, 0);
        for (long value : values) {
            switch (vector) {
                case IntVector v -> {
                    if (value != (int) value) {
                        continue;
                    }
                    Compare.inRange(v.values(), (int) value, (int) value, rows, scratch);
                }
                case LongVector v -> Compare.inRange(v.values(), value, value, rows, scratch);
                default -> throw new IllegalStateException();
            }
            for (int i = 0; i < words; i++) {
                trues[i] |= scratch[i];
            }
        }
    }

    private void look(long[] rowKeys, int @Nullable [] selection, int count) {
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            long key = rowKeys[row];
            boolean found = bitmap.length > 0 ? isInBitmap(key) : set.contains(key);
            trues[row >>> 6] = trues[row >>> 6] & ~(1L << row) | (found ? 1L : 0L) << row;
        }
    }

    private boolean isInBitmap(long key) {
        long place = key - min;
        return place >>> 6 >= 0 && place >>> 6 < bitmap.length && (bitmap[(int) (place >>> 6)] >>> place & 1) != 0;
    }
}
