package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.PhysicalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SUM and AVG of doubles: a count and a sum. */
final class DoubleSumAccumulator implements Accumulator {
    private final boolean average;
    private final boolean single;

    /**
     * Makes an accumulator.
     *
     * @param single whether the result is a REAL
     */
    DoubleSumAccumulator(boolean average, boolean single) {
        this.average = average;
        this.single = single;
    }

    @Override
    public List<PhysicalKind> state() {
        return List.of(PhysicalKind.INT64, PhysicalKind.INT64);
    }

    @Override
    public void update(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        var pages = appender.heap().pages();
        var values = ((DoubleVector) argument).values();
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            page[offset]++;
            page[offset + 1] = Double.doubleToRawLongBits(
                    sum(Double.longBitsToDouble(page[offset + 1]), values[positions == null ? i : positions[i]]));
        }
    }

    @Override
    public void updateOne(
            RowAppender appender,
            int slot,
            Vector argument,
            int @Nullable [] positions,
            int address,
            int[] addressScratch,
            int count) {
        var values = ((DoubleVector) argument).values();
        var sum = 0.0;
        for (var i = 0; i < count; i++) {
            sum += values[positions == null ? i : positions[i]];
        }
        if (Double.isInfinite(sum)) {
            requireInfinite(values, positions, count);
        }
        var page = Accumulator.page(appender.heap(), address);
        var offset = (address & RowHeap.OFFSET_MASK) + slot;
        page[offset] += count;
        page[offset + 1] = Double.doubleToRawLongBits(sum(Double.longBitsToDouble(page[offset + 1]), sum));
    }

    @Override
    public void merge(RowHeap heap, int slot, int to, int from) {
        var toPage = Accumulator.page(heap, to);
        var toOffset = (to & RowHeap.OFFSET_MASK) + slot;
        var fromPage = Accumulator.page(heap, from);
        var fromOffset = (from & RowHeap.OFFSET_MASK) + slot;
        toPage[toOffset] += fromPage[fromOffset];
        toPage[toOffset + 1] = Double.doubleToRawLongBits(
                sum(Double.longBitsToDouble(toPage[toOffset + 1]), Double.longBitsToDouble(fromPage[fromOffset + 1])));
    }

    @Override
    public Vector result(RowHeap heap, int slot, int[] addresses, int count) {
        var pages = heap.pages();
        var target = DoubleVector.allocate(count);
        var nulls = new long[Vectors.MASK_LONGS];
        var any = false;
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            if (page[offset] == 0) {
                nulls[i >>> 6] |= 1L << i;
                any = true;
            }
            var sum = Double.longBitsToDouble(page[offset + 1]) / (average ? Math.max(1, page[offset]) : 1);
            target.values()[i] = canonical(single ? narrowed(sum) : sum);
        }
        target.set(target.values(), any ? nulls : null);
        return target;
    }

    private static double sum(double a, double b) {
        var sum = a + b;
        if (Double.isInfinite(sum) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
            throw overflow();
        }
        return sum;
    }

    private static void requireInfinite(double[] values, int @Nullable [] positions, int count) {
        for (var i = 0; i < count; i++) {
            if (Double.isInfinite(values[positions == null ? i : positions[i]])) {
                return;
            }
        }
        throw overflow();
    }

    private static float narrowed(double sum) {
        var narrow = (float) sum;
        if (Float.isInfinite(narrow) && !Double.isInfinite(sum)) {
            throw overflow();
        }
        return narrow;
    }

    private static SlipherException overflow() {
        return new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
    }

    /** Returns the one form that a stored double has: no negative zero and one NaN. */
    static double canonical(double value) {
        return Double.isNaN(value) ? Double.NaN : value + 0.0;
    }
}
