package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.type.Datum;

/**
 * What a segment's directory says about one of its columns.
 *
 * @param nullCount rows in which it is null
 * @param min at most its smallest value, null if all are; exact but for strings of more than
 *     {@value #MAX_BOUND_BYTES} bytes
 * @param max at least its greatest value, in the same way
 * @param distinct a sketch of its distinct values, equal ones under SQL comparison counted once
 * @param averageWidth mean bytes of a value that is not null, in memory
 */
public record ColumnStatistics(
        int columnId, long nullCount, Datum min, Datum max, DistinctSketch distinct, double averageWidth) {
    /** The longest string that is kept whole as a bound. */
    public static final int MAX_BOUND_BYTES = 256;

    /** Returns the bounds alone. */
    public ColumnRange range() {
        return new ColumnRange(columnId, min, max, nullCount > 0);
    }
}
