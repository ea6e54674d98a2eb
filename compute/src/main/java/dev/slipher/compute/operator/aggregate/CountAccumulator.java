package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.PhysicalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COUNT: the number of values that are not null, or of rows. */
final class CountAccumulator implements Accumulator {
    @Override
    public List<PhysicalKind> state() {
        return List.of(PhysicalKind.INT64);
    }

    @Override
    public void update(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        add(appender.heap().pages(), slot, addresses, count);
    }

    /** Adds 1 to a slot of each row, once for each time that it occurs. */
    static void add(long[][] pages, int slot, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot]++;
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
        Accumulator.page(appender.heap(), address)[(address & RowHeap.OFFSET_MASK) + slot] += count;
    }

    @Override
    public void merge(RowHeap heap, int slot, int to, int from) {
        Accumulator.page(heap, to)[(to & RowHeap.OFFSET_MASK) + slot] +=
                Accumulator.page(heap, from)[(from & RowHeap.OFFSET_MASK) + slot];
    }

    @Override
    public Vector result(RowHeap heap, int slot, int[] addresses, int count) {
        var result = LongVector.allocate(count);
        var pages = heap.pages();
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            result.values()[i] = pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot];
        }
        return result;
    }
}
