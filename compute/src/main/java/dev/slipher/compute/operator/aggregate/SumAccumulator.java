package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.PhysicalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SUM and AVG of integers and decimals: a count and an exact 128-bit sum. */
final class SumAccumulator implements Accumulator {
    private final IntegralResult output;
    /** Whether any batch of values sums up to a long. */
    private final boolean batchFitsLong;

    SumAccumulator(IntegralResult output, boolean batchFitsLong) {
        this.output = output;
        this.batchFitsLong = batchFitsLong;
    }

    @Override
    public List<PhysicalKind> state() {
        return List.of(PhysicalKind.INT64, PhysicalKind.INT128);
    }

    @Override
    public void update(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        var pages = appender.heap().pages();
        switch (argument) {
            case IntVector v -> addInts(pages, slot, v.values(), positions, addresses, count);
            case LongVector v -> addLongs(pages, slot, v.values(), positions, addresses, count);
            case Int128Vector v -> addWide(pages, slot, v, positions, addresses, count);
            default -> throw new IllegalStateException("sum of " + argument);
        }
    }

    private static void addInts(
            long[][] pages, int slot, int[] values, int @Nullable [] positions, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            long value = values[positions == null ? i : positions[i]];
            var low = page[offset + 2] + value;
            page[offset]++;
            page[offset + 1] += (value >> 63) + (Long.compareUnsigned(low, value) < 0 ? 1 : 0);
            page[offset + 2] = low;
        }
    }

    private static void addLongs(
            long[][] pages, int slot, long[] values, int @Nullable [] positions, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            var value = values[positions == null ? i : positions[i]];
            var low = page[offset + 2] + value;
            page[offset]++;
            page[offset + 1] += (value >> 63) + (Long.compareUnsigned(low, value) < 0 ? 1 : 0);
            page[offset + 2] = low;
        }
    }

    private static void addWide(
            long[][] pages, int slot, Int128Vector vector, int @Nullable [] positions, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var row = positions == null ? i : positions[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            page[offset]++;
            add(page, offset + 1, vector.high()[row], vector.low()[row]);
        }
    }

    private static void add(long[] page, int offset, long high, long low) {
        var newLow = page[offset + 1] + low;
        var carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
        var oldHigh = page[offset];
        var newHigh = oldHigh + high + carry;
        if (oldHigh < 0 == high < 0 && newHigh < 0 != high < 0) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow");
        }
        page[offset] = newHigh;
        page[offset + 1] = newLow;
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
        var sum = 0L;
        switch (argument) {
            case IntVector v -> sum = sumInts(v.values(), positions, count);
            case LongVector v when batchFitsLong -> sum = sumLongs(v.values(), positions, count);
            default -> {
                Accumulator.super.updateOne(appender, slot, argument, positions, address, addressScratch, count);
                return;
            }
        }
        var page = Accumulator.page(appender.heap(), address);
        var offset = (address & RowHeap.OFFSET_MASK) + slot;
        page[offset] += count;
        add(page, offset + 1, sum >> 63, sum);
    }

    private static long sumInts(int[] values, int @Nullable [] positions, int count) {
        var sum = 0L;
        if (positions == null) {
            for (var i = 0; i < count; i++) {
                sum += values[i];
            }
            return sum;
        }
        for (var i = 0; i < count; i++) {
            sum += values[positions[i]];
        }
        return sum;
    }

    private static long sumLongs(long[] values, int @Nullable [] positions, int count) {
        var sum = 0L;
        if (positions == null) {
            for (var i = 0; i < count; i++) {
                sum += values[i];
            }
            return sum;
        }
        for (var i = 0; i < count; i++) {
            sum += values[positions[i]];
        }
        return sum;
    }

    @Override
    public void merge(RowHeap heap, int slot, int to, int from) {
        var toPage = Accumulator.page(heap, to);
        var toOffset = (to & RowHeap.OFFSET_MASK) + slot;
        var fromPage = Accumulator.page(heap, from);
        var fromOffset = (from & RowHeap.OFFSET_MASK) + slot;
        toPage[toOffset] += fromPage[fromOffset];
        add(toPage, toOffset + 1, fromPage[fromOffset + 1], fromPage[fromOffset + 2]);
    }

    @Override
    public Vector result(RowHeap heap, int slot, int[] addresses, int count) {
        var pages = heap.pages();
        var target = output.allocate(count);
        var nulls = new long[Vectors.MASK_LONGS];
        var any = false;
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            if (page[offset] == 0) {
                nulls[i >>> 6] |= 1L << i;
                any = true;
            } else {
                output.put(target, i, page[offset], page[offset + 1], page[offset + 2]);
            }
        }
        Vectors.setNulls(target, any ? nulls : null);
        return target;
    }
}
