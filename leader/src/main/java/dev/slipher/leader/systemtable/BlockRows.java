package dev.slipher.leader.systemtable;

import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code stv_blocklist}: one for each column of each segment, the smallest piece whose place the log knows,
 * as one block. Bounds are known of sort and distribution keys alone.
 */
final class BlockRows {
    private static final int BUCKETS = 4_096;

    private BlockRows() {}

    static void produce(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            long number = 0;
            for (var segment : context.segments(table)) {
                Integer slice = sliceOrNull(segment, context.sliceCount());
                int position = 0;
                for (var column : table.definition().columns()) {
                    addBlock(rows, table, segment, slice, position, column.id(), number);
                    position++;
                }
                number++;
            }
        }
    }

    /** Returns the slice that has a segment; null for one of rows of several slices. */
    private static @Nullable Integer sliceOrNull(SegmentRecord segment, int slices) {
        int first = segment.firstBucket() * slices / BUCKETS;
        return segment.lastBucket() * slices / BUCKETS == first ? first : null;
    }

    private static void addBlock(
            RowCollector rows,
            SystemContext.Table table,
            SegmentRecord segment,
            @Nullable Integer slice,
            int position,
            int columnId,
            long number) {
        var range =
                segment.ranges().stream().filter(r -> r.columnId() == columnId).findFirst();
        rows.add(
                slice,
                position,
                table.definition().oid(),
                number,
                segment.rowCount(),
                0,
                range.map(r -> bound(r.min())).orElse(null),
                range.map(r -> bound(r.max())).orElse(null),
                null,
                null,
                1,
                0,
                0,
                null,
                0,
                null,
                table.temporary() ? 1 : 0,
                0,
                null,
                null);
    }

    private static @Nullable Long bound(Datum datum) {
        return datum instanceof Datum.Integral(long value) ? value : null;
    }
}
