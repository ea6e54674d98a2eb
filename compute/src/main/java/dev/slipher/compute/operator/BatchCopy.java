package dev.slipher.compute.operator;

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

/** Copies of batches that outlive the call that brought them. */
public final class BatchCopy {
    private BatchCopy() {}

    /** Returns the selected rows over new arrays, without a selection; dictionaries are shared. */
    public static Batch compact(Batch batch) {
        var count = batch.selectedCount();
        var columns = new Vector[batch.columnCount()];
        for (var c = 0; c < columns.length; c++) {
            columns[c] = compact(batch.column(c), batch.selection(), count);
        }
        return new Batch(columns, count);
    }

    /** Returns the selected entries of a vector over new arrays. */
    public static Vector compact(Vector vector, int @Nullable [] selection, int count) {
        var nulls = compactNulls(vector.nulls(), selection, count);
        return switch (vector) {
            case IntVector v -> new IntVector(ints(v.values(), selection, count), nulls);
            case LongVector v -> new LongVector(longs(v.values(), selection, count), nulls);
            case DoubleVector v -> new DoubleVector(doubles(v.values(), selection, count), nulls);
            case Int128Vector v ->
                new Int128Vector(longs(v.high(), selection, count), longs(v.low(), selection, count), nulls);
            case DictionaryVector v -> new DictionaryVector(ints(v.codes(), selection, count), v.dictionary(), nulls);
            case BytesVector v -> bytes(v, selection, count, nulls);
            case ConstantVector v -> v;
        };
    }

    private static long @Nullable [] compactNulls(long @Nullable [] nulls, int @Nullable [] selection, int count) {
        if (nulls == null) {
            return null;
        }
        var copy = new long[(count + Batch.SLACK + 63) >>> 6];
        var any = 0L;
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            var bit = nulls[row >>> 6] >>> row & 1;
            any |= bit;
            copy[i >>> 6] |= bit << i;
        }
        return any == 0 ? null : copy;
    }

    private static int[] ints(int[] values, int @Nullable [] selection, int count) {
        var copy = new int[count + Batch.SLACK];
        if (selection == null) {
            System.arraycopy(values, 0, copy, 0, count);
            return copy;
        }
        for (var i = 0; i < count; i++) {
            copy[i] = values[selection[i]];
        }
        return copy;
    }

    private static long[] longs(long[] values, int @Nullable [] selection, int count) {
        var copy = new long[count + Batch.SLACK];
        if (selection == null) {
            System.arraycopy(values, 0, copy, 0, count);
            return copy;
        }
        for (var i = 0; i < count; i++) {
            copy[i] = values[selection[i]];
        }
        return copy;
    }

    private static double[] doubles(double[] values, int @Nullable [] selection, int count) {
        var copy = new double[count + Batch.SLACK];
        for (var i = 0; i < count; i++) {
            copy[i] = values[selection == null ? i : selection[i]];
        }
        return copy;
    }

    private static BytesVector bytes(
            BytesVector vector, int @Nullable [] selection, int count, long @Nullable [] nulls) {
        var source = vector.offsets();
        var offsets = new int[count + Batch.SLACK + 1];
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            offsets[i + 1] = offsets[i] + source[row + 1] - source[row];
        }
        var copy = new byte[offsets[count]];
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            System.arraycopy(vector.bytes(), source[row], copy, offsets[i], offsets[i + 1] - offsets[i]);
        }
        return new BytesVector(copy, offsets, nulls);
    }
}
