package dev.slipher.storage.segment;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.encoding.ByteOutput;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Buffers one column of a row group, encodes it when told to, and keeps the segment's statistics of it.
 *
 * <p>Its subclasses differ by physical kind.
 */
abstract sealed class ColumnWriter
        permits IntegerColumnWriter, DoubleColumnWriter, WideColumnWriter, BytesColumnWriter {
    final ColumnSpec spec;
    final DistinctSketch distinct = new DistinctSketch();
    final ByteOutput headers = new ByteOutput(256);

    /** The row group's null mask. */
    long[] nulls = new long[Batch.CAPACITY / 64];

    /** Whether the row group may have nulls. */
    boolean hasNulls;

    int rows;
    long segmentNullCount;
    long segmentRowCount;

    ColumnWriter(ColumnSpec spec) {
        this.spec = spec;
    }

    final PhysicalKind kind() {
        return spec.type().physicalKind();
    }

    /** Appends the rows {@code from} to {@code to - 1} of {@code vector}, or of its selection if there is one. */
    final void append(Vector vector, int @Nullable [] selection, int from, int to) {
        var count = to - from;
        var words = (rows + count + 63) >>> 6;
        if (words > nulls.length) {
            nulls = Arrays.copyOf(nulls, Math.max(words, 2 * nulls.length));
        }
        var mask = vector.nulls();
        if (mask != null) {
            hasNulls = true;
            for (var i = 0; i < count; i++) {
                var position = selection == null ? from + i : selection[from + i];
                var bit = mask[position >>> 6] >>> position & 1;
                nulls[rows + i >>> 6] |= bit << (rows + i);
            }
        }
        appendValues(vector, selection, from, to);
        rows += count;
    }

    /** Appends the payload and the header of the buffered rows, and forgets these. */
    final void finishRowGroup(ChunkBuilder chunk) {
        chunk.begin();
        encode(chunk);
        segmentRowCount += rows;
    }

    /** Forgets the buffered rows, whose chunk now lies at {@code payloadOffset}. */
    final void startRowGroup(ChunkBuilder chunk, long payloadOffset) {
        chunk.writeHeader(kind(), rows, payloadOffset, headers);
        Arrays.fill(nulls, 0);
        rows = 0;
        hasNulls = false;
        forgetValues();
    }

    final boolean isNull(int row) {
        return hasNulls && (nulls[row >>> 6] >>> row & 1) != 0;
    }

    final int countNulls(int firstRow, int rowCount) {
        var count = 0;
        for (var word = firstRow >>> 6; word < firstRow + rowCount + 63 >>> 6; word++) {
            count += Long.bitCount(nulls[word]);
        }
        segmentNullCount += count;
        return count;
    }

    /** Appends values, those of null rows being of no account; {@link #rows} still counts the rows before. */
    abstract void appendValues(Vector vector, int @Nullable [] selection, int from, int to);

    abstract void encode(ChunkBuilder chunk);

    abstract void forgetValues();

    abstract long memoryBytes();

    /** Returns the statistics of all row groups that were finished. */
    abstract ColumnStatistics statistics();

    static IllegalStateException mismatch(ColumnSpec spec, Vector vector) {
        return new IllegalStateException("column %d of type %s got a %s"
                .formatted(spec.columnId(), spec.type(), vector.getClass().getSimpleName()));
    }
}
