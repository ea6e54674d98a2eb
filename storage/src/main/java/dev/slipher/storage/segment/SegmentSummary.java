package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import java.util.Collection;
import java.util.List;

/** What a finished segment holds: its size, and statistics for each column in the order of its specs. */
public record SegmentSummary(long rowCount, long byteCount, List<ColumnStatistics> columns) {
    public SegmentSummary {
        columns = List.copyOf(columns);
    }

    /** Returns the record by which the log names the segment, with the bounds of the columns in {@code rangedColumns}. */
    public SegmentRecord toRecord(ObjectId id, int firstBucket, int lastBucket, Collection<Integer> rangedColumns) {
        var ranges = columns.stream()
                .filter(column -> rangedColumns.contains(column.columnId()))
                .map(ColumnStatistics::range)
                .toList();
        return new SegmentRecord(id, rowCount, byteCount, firstBucket, lastBucket, ranges);
    }
}
