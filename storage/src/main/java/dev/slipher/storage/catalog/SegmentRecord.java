package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import dev.slipher.storage.type.Datum;
import java.util.List;

/**
 * What the log says about one segment of a table.
 *
 * @param rowCount rows written, deleted ones included
 * @param byteCount size of the object
 * @param firstBucket lowest hash bucket of its rows; 0 unless the table is distributed by a key
 * @param lastBucket highest hash bucket of its rows; 4095 unless the table is distributed by a key
 * @param ranges bounds of the sort key's and distribution key's columns, for pruning without reading the segment
 */
@Tag(59)
public record SegmentRecord(
        ObjectId id, long rowCount, long byteCount, int firstBucket, int lastBucket, List<ColumnRange> ranges) {
    public SegmentRecord {
        ranges = List.copyOf(ranges);
    }

    /** The smallest and greatest non-null value of a column, both {@link Datum.Null} if all its rows are null. */
    @Tag(60)
    public record ColumnRange(int columnId, Datum min, Datum max, boolean hasNulls) {}
}
