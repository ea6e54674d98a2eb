package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import dev.slipher.storage.segment.ColumnStatistics;
import dev.slipher.storage.segment.DistinctSketch;
import dev.slipher.storage.type.Datum;

/**
 * What is known about a column's values, for choosing plans only: rows deleted since still count.
 *
 * @param rowCount rows that were looked at
 * @param nullCount those of them in which the column is null
 * @param min a lower bound of the values, {@link Datum.Null} if there is none
 * @param max an upper bound of the values, {@link Datum.Null} if there is none
 * @param distinct a sketch of the distinct values; never changed
 * @param averageWidth mean bytes of a value that is not null
 */
@Tag(40)
public record ColumnSummary(
        int columnId,
        long rowCount,
        long nullCount,
        Datum min,
        Datum max,
        DistinctSketch distinct,
        double averageWidth) {
    /** Takes over what a segment of {@code rowCount} rows says about one of its columns. */
    public static ColumnSummary of(ColumnStatistics statistics, long rowCount) {
        return new ColumnSummary(
                statistics.columnId(),
                rowCount,
                statistics.nullCount(),
                statistics.min(),
                statistics.max(),
                statistics.distinct(),
                statistics.averageWidth());
    }

    /** Returns the share of nulls, 0 without rows. */
    public double nullFraction() {
        return rowCount == 0 ? 0 : (double) nullCount / rowCount;
    }

    /** Returns what is known about the values of this and another part of the same column. */
    public ColumnSummary merge(ColumnSummary other) {
        var values = rowCount - nullCount;
        var otherValues = other.rowCount - other.nullCount;
        var width = values + otherValues == 0
                ? averageWidth
                : (values * averageWidth + otherValues * other.averageWidth) / (values + otherValues);
        return new ColumnSummary(
                columnId,
                rowCount + other.rowCount,
                nullCount + other.nullCount,
                DatumOrder.min(min, other.min),
                DatumOrder.max(max, other.max),
                distinct.union(other.distinct),
                width);
    }
}
