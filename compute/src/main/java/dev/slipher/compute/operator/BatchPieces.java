package dev.slipher.compute.operator;

import dev.slipher.compute.memory.RowWrites;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import org.jspecify.annotations.Nullable;

/** Copies of batches that outlive the call that brought them, and are cut where their rows are wide. */
public final class BatchPieces {
    private BatchPieces() {}

    /** Takes copies of rows. */
    @FunctionalInterface
    public interface PieceConsumer {
        /**
         * Takes the next rows, which are its own.
         *
         * @param bytes about what they hold
         */
        void piece(Batch piece, long bytes);
    }

    /** Gives the selected rows to {@code consumer} in pieces of at most {@code maxBytes} each, or of one row that has more. */
    public static void copy(Batch batch, long maxBytes, PieceConsumer consumer) {
        var total = bytes(batch, batch.selection(), batch.selectedCount());
        if (total <= maxBytes) {
            consumer.piece(BatchCopy.compact(batch), total);
            return;
        }
        var rowBytes = rowBytes(batch);
        var from = 0;
        while (from < rowBytes.length) {
            var end = from;
            var bytes = 0L;
            while (end < rowBytes.length && (end == from || bytes + rowBytes[end] <= maxBytes)) {
                bytes += rowBytes[end];
                end++;
            }
            consumer.piece(copy(batch, from, end - from), bytes);
            from = end;
        }
    }

    private static Batch copy(Batch batch, int from, int count) {
        var positions = new int[count];
        for (var i = 0; i < count; i++) {
            positions[i] = position(batch.selection(), from + i);
        }
        var columns = new Vector[batch.columnCount()];
        for (var c = 0; c < columns.length; c++) {
            var copy = BatchCopy.compact(batch.column(c), positions, count);
            columns[c] = copy instanceof DictionaryVector coded ? withoutLargeDictionary(coded, count) : copy;
        }
        return new Batch(columns, count);
    }

    /** A dictionary that is larger than what the rows use of it would stay in memory for their sake. */
    private static Vector withoutLargeDictionary(DictionaryVector vector, int count) {
        var dictionary = vector.dictionary();
        var offsets = dictionary.offsets();
        var used = RowWrites.stringBytes(vector, null, count);
        if (used >= offsets[dictionary.size()] - offsets[0]) {
            return vector;
        }
        var bytes = new byte[Math.toIntExact(used)];
        var ends = new int[count + Batch.SLACK + 1];
        for (var i = 0; i < count; i++) {
            var code = vector.codes()[i];
            var length = offsets[code + 1] - offsets[code];
            System.arraycopy(dictionary.bytes(), offsets[code], bytes, ends[i], length);
            ends[i + 1] = ends[i] + length;
        }
        return new BytesVector(bytes, ends, vector.nulls());
    }

    private static long bytes(Batch batch, int @Nullable [] selection, int count) {
        var total = 0L;
        for (var c = 0; c < batch.columnCount(); c++) {
            var column = batch.column(c);
            total += (long) fixedBytes(column) * count + RowWrites.stringBytes(column, selection, count);
        }
        return total;
    }

    private static int fixedBytes(Vector vector) {
        return switch (vector) {
            case IntVector _, BytesVector _, DictionaryVector _ -> Integer.BYTES;
            case LongVector _, DoubleVector _ -> Long.BYTES;
            case Int128Vector _ -> 2 * Long.BYTES;
            case ConstantVector _ -> 0;
        };
    }

    /** Returns the bytes of each selected row. */
    private static long[] rowBytes(Batch batch) {
        var rowBytes = new long[batch.selectedCount()];
        var position = new int[1];
        for (var i = 0; i < rowBytes.length; i++) {
            position[0] = position(batch.selection(), i);
            rowBytes[i] = bytes(batch, position, 1);
        }
        return rowBytes;
    }

    private static int position(int @Nullable [] selection, int index) {
        return selection == null ? index : selection[index];
    }
}
