package dev.slipher.storage.segment;

import dev.slipher.storage.batch.Batch;
import java.util.List;

/**
 * Writes the rows of one table into one segment, encoding each row group as soon as it is full.
 *
 * <p>Rows keep the order in which they are appended: who wants them sorted sorts them before.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SegmentWriter {
    /** The rows of a row group; only the last of a segment has fewer. */
    public static final int ROW_GROUP_ROWS = 131_072;

    /** The most rows that a segment holds. */
    public static final int MAX_ROWS = 64 * ROW_GROUP_ROWS;

    /** Encoded bytes from which a segment takes no further row group. */
    public static final long MAX_BYTES = 256L << 20;

    /**
     * Makes a writer of one segment.
     *
     * @param columns what the batches' columns are, in the batches' order
     */
    public SegmentWriter(List<ColumnSpec> columns, SegmentSink sink) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends the selected rows of {@code batch}, which are copied.
     *
     * @throws IllegalStateException if the segment {@linkplain #isFull() is full}
     */
    public void append(Batch batch) {
        throw new UnsupportedOperationException();
    }

    /** Returns whether another batch might exceed the limits; its rows belong into another segment. */
    public boolean isFull() {
        throw new UnsupportedOperationException();
    }

    /** Returns the rows appended so far. */
    public long rowCount() {
        throw new UnsupportedOperationException();
    }

    /** Returns about how many bytes of heap the writer holds. */
    public long memoryBytes() {
        throw new UnsupportedOperationException();
    }

    /** Writes what is left and the directory; the writer is of no further use. */
    public SegmentSummary finish() {
        throw new UnsupportedOperationException();
    }
}
