package dev.slipher.storage.segment;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.encoding.ByteOutput;
import dev.slipher.storage.encoding.BytesChunkEncoder;
import dev.slipher.storage.encoding.DoubleBlockEncoder;
import dev.slipher.storage.encoding.IntegerBlockEncoder;
import dev.slipher.storage.encoding.WideBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes the rows of one table into one segment, encoding each row group as soon as it is full.
 *
 * <p>It holds some 4 MB, for each column 1/4 MB and the values of a row group, and of strings no more than 128 MB.
 *
 * <p>Rows keep the order in which they are appended: who wants them sorted sorts them before. The object, all numbers
 * little-endian:
 *
 * <pre>
 * u32 magic "SLSG", u32 version 1
 * for each row group, for each column, from a multiple of 64 on:
 *     payload of the chunk             what its blocks share, then the blocks
 * for each column:
 *     headers of its chunks            one after the other, each with its CRC32C
 * directory                            row groups; columns: id, type, where the headers lie, statistics
 * trailer, 32 bytes:
 *     u64 offset, u32 length, u32 CRC32C of the directory
 *     u32 0, u32 CRC32C of the 20 bytes before
 *     u32 version 1, u32 magic
 * </pre>
 *
 * {@code docs/segment-format.md} has every field.
 */
public final class SegmentWriter {
    /**
     * The most rows of a row group. Fewer have the last of a segment, those whose strings are long, and those that were ended
     * for want of memory.
     */
    public static final int ROW_GROUP_ROWS = 131_072;

    /** The most rows that a segment holds. */
    public static final int MAX_ROWS = 64 * ROW_GROUP_ROWS;

    /** Encoded bytes from which a segment takes no further row group. */
    public static final long MAX_BYTES = 256L << 20;

    /** Bytes of one column's strings that end a row group before it has all its rows. */
    private static final int MAX_BUFFERED_BYTES = 16 << 20;

    /** Bytes of all columns' strings likewise. */
    private static final int MAX_ALL_BUFFERED_BYTES = 4 * MAX_BUFFERED_BYTES;

    private final SegmentSink sink;
    private final List<ColumnWriter> columns = new ArrayList<>();
    private final ChunkBuilder chunk = new ChunkBuilder();
    private final List<Integer> rowGroups = new ArrayList<>();
    private final ByteOutput numbers = new ByteOutput(64);
    private final CRC32C crc = new CRC32C();
    private long written;
    private long finishedRows;
    private int bufferedRows;

    /**
     * Makes a writer of one segment.
     *
     * @param specs what the batches' columns are, in the batches' order
     */
    public SegmentWriter(List<ColumnSpec> specs, SegmentSink sink) {
        this.sink = sink;
        var integers = new IntegerBlockEncoder();
        var doubles = new DoubleBlockEncoder();
        var wide = new WideBlocks();
        var strings = new BytesChunkEncoder.Workspace();
        for (var spec : specs) {
            columns.add(
                    switch (spec.type().physicalKind()) {
                        case INT32, INT64 -> new IntegerColumnWriter(spec, integers);
                        case DOUBLE -> new DoubleColumnWriter(spec, doubles);
                        case INT128 -> new WideColumnWriter(spec, wide);
                        case BYTES -> new BytesColumnWriter(spec, strings, integers);
                    });
        }
        numbers.putInt(SegmentLayout.MAGIC);
        numbers.putInt(SegmentLayout.VERSION);
        flush(numbers);
    }

    /**
     * Appends the selected rows of {@code batch}, which are copied.
     *
     * @throws IllegalStateException if they are more than the segment may hold
     */
    public void append(Batch batch) {
        if (batch.columnCount() != columns.size()) {
            throw new IllegalStateException(
                    "a batch of %d columns for a segment of %d".formatted(batch.columnCount(), columns.size()));
        }
        if (rowCount() + batch.selectedCount() > MAX_ROWS) {
            throw new IllegalStateException("more than %d rows for one segment".formatted(MAX_ROWS));
        }
        var selected = batch.selectedCount();
        for (var from = 0; from < selected; ) {
            var to = Math.min(selected, from + ROW_GROUP_ROWS - bufferedRows);
            while (to - from > 1 && !stringsFit(batch, from, to)) {
                to = from + (to - from) / 2;
            }
            append(batch, from, to);
            from = to;
        }
    }

    private static boolean stringsFit(Batch batch, int from, int to) {
        var all = 0L;
        for (var i = 0; i < batch.columnCount(); i++) {
            var one = BytesColumnWriter.byteCount(batch.column(i), batch.selection(), from, to);
            all += one;
            if (one > MAX_BUFFERED_BYTES || all > MAX_ALL_BUFFERED_BYTES) {
                return false;
            }
        }
        return true;
    }

    private void append(Batch batch, int from, int to) {
        var full = bufferedRows + to - from == ROW_GROUP_ROWS;
        var stringBytes = 0L;
        for (var i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            column.append(batch.column(i), batch.selection(), from, to);
            if (column instanceof BytesColumnWriter strings) {
                full |= strings.bufferedBytes() >= MAX_BUFFERED_BYTES;
                stringBytes += strings.bufferedBytes();
            }
        }
        bufferedRows += to - from;
        if (full || stringBytes >= MAX_ALL_BUFFERED_BYTES) {
            finishRowGroup();
        }
    }

    /** Encodes the rows that are buffered as a row group, for who has no memory to buffer more; there may be none. */
    public void endRowGroup() {
        if (bufferedRows > 0) {
            finishRowGroup();
        }
    }

    /** Returns the rows appended since the last row group was full or ended. */
    public int bufferedRows() {
        return bufferedRows;
    }

    /** Returns whether another batch might exceed the limits; its rows belong into another segment. */
    public boolean isFull() {
        return written >= MAX_BYTES || rowCount() + Batch.CAPACITY > MAX_ROWS;
    }

    /** Returns the rows appended so far. */
    public long rowCount() {
        return finishedRows + bufferedRows;
    }

    /** Returns the bytes written so far, those of buffered rows not counted. */
    public long writtenBytes() {
        return written;
    }

    /** Returns about how many bytes of heap the writer holds. */
    public long memoryBytes() {
        var sum = (4L << 20) + chunk.payload().array().length;
        for (var column : columns) {
            sum += column.memoryBytes() + column.headers.array().length + (1 << 18);
        }
        return sum;
    }

    /** Writes what is left and the directory; the writer is of no further use. */
    public SegmentSummary finish() {
        if (bufferedRows > 0) {
            finishRowGroup();
        }
        var entries = new ArrayList<SegmentDirectory.Entry>();
        var statistics = new ArrayList<ColumnStatistics>();
        for (var column : columns) {
            var known = column.statistics();
            statistics.add(known);
            entries.add(new SegmentDirectory.Entry(column.spec, written, column.headers.size(), known.range()));
            flush(column.headers);
        }
        var directory = new SegmentDirectory(
                rowGroups.stream().mapToInt(Integer::intValue).toArray(), entries);
        writeDirectory(directory, statistics);
        return new SegmentSummary(finishedRows, written, statistics);
    }

    private void finishRowGroup() {
        for (var column : columns) {
            pad();
            column.finishRowGroup(chunk);
            column.startRowGroup(chunk, written);
            flush(chunk.payload());
        }
        rowGroups.add(bufferedRows);
        finishedRows += bufferedRows;
        bufferedRows = 0;
    }

    private void pad() {
        for (var missing = -written & (SegmentLayout.CHUNK_ALIGNMENT - 1); missing > 0; missing--) {
            numbers.putByte(0);
        }
        flush(numbers);
    }

    private void writeDirectory(SegmentDirectory directory, List<ColumnStatistics> statistics) {
        var offset = written;
        var bytes = new ByteOutput(1 << 12);
        SegmentLayout.putDirectory(directory, statistics, bytes);
        numbers.putLong(offset);
        numbers.putInt(bytes.size());
        numbers.putInt(crc(bytes));
        numbers.putInt(0);
        numbers.putInt(crc(numbers));
        numbers.putInt(SegmentLayout.VERSION);
        numbers.putInt(SegmentLayout.MAGIC);
        flush(bytes);
        flush(numbers);
    }

    private int crc(ByteOutput bytes) {
        crc.reset();
        crc.update(bytes.array(), 0, bytes.size());
        return (int) crc.getValue();
    }

    private void flush(ByteOutput bytes) {
        if (bytes.size() > 0) {
            written += bytes.size();
            sink.append(bytes.view());
            bytes.clear();
        }
    }
}
