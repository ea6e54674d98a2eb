package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.type.Datum;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of what stands at the end of a segment: its row groups and columns, but not the sketches of their values,
 * which are larger than all the rest.
 *
 * @param rowGroups the rows of each row group; not copied, never changed
 */
record SegmentDirectory(int[] rowGroups, List<Entry> columns) {
    SegmentDirectory {
        columns = List.copyOf(columns);
    }

    private static final int BYTES = 64;

    /** An entry with all its parts, values of fixed size included. */
    private static final int ENTRY_BYTES = 192;

    /** A column, where the headers of its chunks lie, one after the other, and the bounds of its values. */
    record Entry(ColumnSpec spec, long headerOffset, int headerLength, ColumnRange range) {}

    Optional<Entry> column(int columnId) {
        for (var column : columns) {
            if (column.spec().columnId() == columnId) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    /** Returns about how many bytes of the heap this takes. */
    long heapBytes() {
        var sum = BYTES + (long) Integer.BYTES * rowGroups.length;
        for (var column : columns) {
            sum += ENTRY_BYTES
                    + byteCount(column.range().min())
                    + byteCount(column.range().max());
        }
        return sum;
    }

    private static int byteCount(Datum value) {
        return value instanceof Datum.Bytes(var bytes) ? bytes.length : 0;
    }

    long rowCount() {
        var sum = 0L;
        for (var rows : rowGroups) {
            sum += rows;
        }
        return sum;
    }
}
