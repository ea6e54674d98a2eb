package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.PhysicalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** BIT_AND and BIT_OR of integers: a count and the bits so far. */
final class BitAccumulator implements Accumulator {
    private final boolean and;
    private final PhysicalKind kind;

    BitAccumulator(boolean and, PhysicalKind kind) {
        this.and = and;
        this.kind = kind;
    }

    @Override
    public List<PhysicalKind> state() {
        return List.of(PhysicalKind.INT64, PhysicalKind.INT64);
    }

    @Override
    public void update(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        var pages = appender.heap().pages();
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            var row = positions == null ? i : positions[i];
            var bits = argument instanceof IntVector v ? v.values()[row] : ((LongVector) argument).values()[row];
            combine(page, offset, 1, bits);
        }
    }

    private void combine(long[] page, int offset, long count, long bits) {
        page[offset + 1] = page[offset] == 0 ? bits : and ? page[offset + 1] & bits : page[offset + 1] | bits;
        page[offset] += count;
    }

    @Override
    public void merge(RowHeap heap, int slot, int to, int from) {
        var fromPage = Accumulator.page(heap, from);
        var fromOffset = (from & RowHeap.OFFSET_MASK) + slot;
        if (fromPage[fromOffset] != 0) {
            combine(
                    Accumulator.page(heap, to),
                    (to & RowHeap.OFFSET_MASK) + slot,
                    fromPage[fromOffset],
                    fromPage[fromOffset + 1]);
        }
    }

    @Override
    public Vector result(RowHeap heap, int slot, int[] addresses, int count) {
        var target = Vectors.allocate(kind, count);
        var nulls = new long[Vectors.MASK_LONGS];
        var any = false;
        for (var i = 0; i < count; i++) {
            var page = Accumulator.page(heap, addresses[i]);
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            if (page[offset] == 0) {
                nulls[i >>> 6] |= 1L << i;
                any = true;
            }
            if (target instanceof IntVector v) {
                v.values()[i] = (int) page[offset + 1];
            } else {
                ((LongVector) target).values()[i] = page[offset + 1];
            }
        }
        Vectors.setNulls(target, any ? nulls : null);
        return target;
    }
}
