package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Dictionary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Build rows in memory that probe rows are compared with: all of them, or those of one spill partition.
 *
 * @param table null for joins without keys
 * @param dictionaries by column, what its codes stand for; null where it has none
 */
record LoadedBuild(
        RowHeap heap,
        List<RowAppender> rows,
        @Nullable BuildTable table,
        @Nullable Dictionary[] dictionaries) {
    /** Takes addresses of rows, at most a batch at once. */
    @FunctionalInterface
    interface AddressConsumer {
        void accept(int[] addresses, int count);
    }

    /** Which rows are meant, by whether a probe row matched them. */
    enum Choice {
        ALL,
        MATCHED,
        UNMATCHED
    }

    long rowCount() {
        return rows.stream().mapToLong(RowAppender::rowCount).sum();
    }

    /** Gives out the addresses of the chosen rows. */
    void forEach(Choice choice, AddressConsumer consumer) {
        var skipped = switch (choice) {
            case ALL -> -1;
            case MATCHED -> 0;
            case UNMATCHED -> BuildRows.MATCHED;
        };
        var addresses = new int[Batch.CAPACITY];
        var count = 0;
        var rowLongs = heap.layout().rowLongs();
        for (var appender : rows) {
            for (var p = 0; p < appender.pageCount(); p++) {
                var page = heap.pages()[appender.pageId(p)];
                var base = appender.pageId(p) << RowHeap.OFFSET_BITS;
                var used = appender.usedLongs(p);
                for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                    if ((page[offset + BuildRows.NEXT_SLOT] & BuildRows.MATCHED) != skipped) {
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
