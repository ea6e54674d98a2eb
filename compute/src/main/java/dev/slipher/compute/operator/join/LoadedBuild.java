package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.storage.batch.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Build rows in memory that probe rows are compared with: all of them, or those of one spill partition.
 *
 * @param table null for joins without keys
 */
record LoadedBuild(
        RowHeap heap, List<RowAppender> rows, @Nullable BuildTable table) {
    /** Takes addresses of rows, at most a batch at once. */
    @FunctionalInterface
    interface AddressConsumer {
        void accept(int[] addresses, int count);
    }

    long rowCount() {
        return rows.stream().mapToLong(RowAppender::rowCount).sum();
    }

    /** Gives out the addresses of all rows, or only of those that no probe row matched. */
    void forEach(boolean onlyUnmatched, AddressConsumer consumer) {
        var addresses = new int[Batch.CAPACITY];
        var count = 0;
        var rowLongs = heap.layout().rowLongs();
        for (var appender : rows) {
            for (var p = 0; p < appender.pageCount(); p++) {
                var page = heap.pages()[appender.pageId(p)];
                var base = appender.pageId(p) << RowHeap.OFFSET_BITS;
                var used = appender.usedLongs(p);
                for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                    if (!onlyUnmatched || (page[offset + BuildRows.NEXT_SLOT] & BuildRows.MATCHED) == 0) {
                        addresses[count++] = base | offset;
                        if (count == addresses.length) {
                            consumer.accept(addresses, count);
                            count = 0;
                        }
                    }
                }
            }
        }
        if (count > 0) {
            consumer.accept(addresses, count);
        }
    }
}
