package dev.slipher.wire.format;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.codec.MessageBuffer;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Writes batches as DataRow messages: {@code 'D' length:4 columns:2 (length:4 bytes)*}, where length -1 is NULL.
 *
 * <p>Some rows at a time are turned into bytes column by column, and then put together row by row.
 */
public final class RowEncoder {
    /** Rows turned into bytes at a time: few enough that wide rows stay small and narrow ones in the cache. */
    static final int CHUNK_ROWS = 256;

    private final ColumnEncoder[] columns;
    private final int[] positions = new int[CHUNK_ROWS];

    private Batch batch;
    private int next;
    private int end;
    private int chunkStart;
    private int chunkEnd;

    /**
     * A column of the rows.
     *
     * @param type of its vectors
     */
    public record Column(SqlType type, ValueFormat format) {}

    /**
     * @param time whose zone TIMESTAMPTZ is written in
     * @param charset of strings
     */
    public RowEncoder(List<Column> columns, SessionTime time, Charset charset) {
        this.columns = columns.stream()
                .map(column -> new ColumnEncoder(column, time, charset))
                .toArray(ColumnEncoder[]::new);
        this.batch = new Batch(new Vector[0], 0);
    }

    /** Sets which rows {@link #append} is to write: {@code count} of the selected rows of {@code rows} on from {@code from}. */
    public void start(Batch rows, int from, int count) {
        batch = rows;
        next = from;
        end = from + count;
        chunkStart = from;
        chunkEnd = from;
    }

    /**
     * Appends rows until the buffer holds {@code limitBytes} or all were written.
     *
     * @return whether rows are left
     */
    public boolean append(MessageBuffer out, int limitBytes) {
        while (next < end) {
            if (next == chunkEnd) {
                encodeChunk();
            }
            appendRow(next - chunkStart, out);
            next++;
            if (out.length() >= limitBytes) {
                break;
            }
        }
        return next < end;
    }

    /** Returns how many rows {@link #append} has yet to write. */
    public int remaining() {
        return end - next;
    }

    private void encodeChunk() {
        chunkStart = next;
        chunkEnd = Math.min(end, next + CHUNK_ROWS);
        var count = chunkEnd - chunkStart;
        var selection = batch.selection();
        if (selection != null) {
            System.arraycopy(selection, chunkStart, positions, 0, count);
        } else {
            for (var i = 0; i < count; i++) {
                positions[i] = chunkStart + i;
            }
        }
        for (var i = 0; i < columns.length; i++) {
            columns[i].encode(batch.column(i), positions, count);
        }
    }

    private void appendRow(int row, MessageBuffer out) {
        out.begin('D');
        out.putShort(columns.length);
        for (var column : columns) {
            var length = column.lengths()[row];
            out.putInt(length);
            if (length > 0) {
                out.putBytes(column.bytes(), column.starts()[row], length);
            }
        }
        out.end();
    }
}
