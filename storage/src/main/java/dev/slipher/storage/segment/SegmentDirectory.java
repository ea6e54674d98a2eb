package dev.slipher.storage.segment;

import java.util.List;
import java.util.Optional;

/**
 * What stands at the end of a segment: its row groups and columns.
 *
 * @param rowGroups the rows of each row group; not copied, never changed
 */
record SegmentDirectory(int[] rowGroups, List<Entry> columns) {
    SegmentDirectory {
        columns = List.copyOf(columns);
    }

    /** A column and where the headers of its chunks lie, one after the other. */
    record Entry(ColumnSpec spec, long headerOffset, int headerLength, ColumnStatistics statistics) {}

    Optional<Entry> column(int columnId) {
        for (var column : columns) {
            if (column.spec().columnId() == columnId) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    long rowCount() {
        var sum = 0L;
        for (var rows : rowGroups) {
            sum += rows;
        }
        return sum;
    }
}
