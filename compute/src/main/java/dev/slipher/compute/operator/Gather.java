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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Picks entries of one column's vectors, in any order and any number of times, into arrays that it reuses. */
public final class Gather {
    private final long[] nulls = new long[Vectors.MASK_LONGS];
    private int[] ints = new int[0];
    private long[] longs = new long[0];
    private long[] low = new long[0];
    private double[] doubles = new double[0];
    private byte[] bytes = new byte[0];

    /** Returns the entries at {@code positions}; valid until the next call. */
    public Vector gather(Vector vector, int[] positions, int count) {
        var mask = gatherNulls(vector.nulls(), positions, count);
        return switch (vector) {
            case IntVector v -> new IntVector(ints(v.values(), positions, count), mask);
            case LongVector v -> {
                longs = room(longs);
                yield new LongVector(longs(v.values(), positions, count, longs), mask);
            }
            case DoubleVector v -> new DoubleVector(doubles(v.values(), positions, count), mask);
            case Int128Vector v -> {
                longs = room(longs);
                low = room(low);
                yield new Int128Vector(
                        longs(v.high(), positions, count, longs), longs(v.low(), positions, count, low), mask);
            }
            case DictionaryVector v -> new DictionaryVector(ints(v.codes(), positions, count), v.dictionary(), mask);
            case BytesVector v -> strings(v, positions, count, mask);
            case ConstantVector v -> v;
        };
    }

    private static long[] room(long[] array) {
        return array.length == 0 ? new long[Batch.CAPACITY + Batch.SLACK] : array;
    }

    private long @Nullable [] gatherNulls(long @Nullable [] source, int[] positions, int count) {
        if (source == null) {
            return null;
        }
        Arrays.fill(nulls, 0);
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            nulls[i >>> 6] |= (source[row >>> 6] >>> row & 1) << i;
        }
        return nulls;
    }

    private int[] ints(int[] values, int[] positions, int count) {
        if (ints.length == 0) {
            ints = new int[Batch.CAPACITY + Batch.SLACK + 1];
        }
        for (var i = 0; i < count; i++) {
            ints[i] = values[positions[i]];
        }
        return ints;
    }

    private static long[] longs(long[] values, int[] positions, int count, long[] target) {
        for (var i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
        return target;
    }

    private double[] doubles(double[] values, int[] positions, int count) {
        if (doubles.length == 0) {
            doubles = new double[Batch.CAPACITY + Batch.SLACK];
        }
        for (var i = 0; i < count; i++) {
            doubles[i] = values[positions[i]];
        }
        return doubles;
    }

    private BytesVector strings(BytesVector vector, int[] positions, int count, long @Nullable [] mask) {
        if (ints.length == 0) {
            ints = new int[Batch.CAPACITY + Batch.SLACK + 1];
        }
        var offsets = vector.offsets();
        var end = 0;
        ints[0] = 0;
        for (var i = 0; i < count; i++) {
            var from = offsets[positions[i]];
            var length = offsets[positions[i] + 1] - from;
            if (end + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(1 << 12, Math.max(2 * bytes.length, end + length)));
            }
            System.arraycopy(vector.bytes(), from, bytes, end, length);
            end += length;
            ints[i + 1] = end;
        }
        return new BytesVector(bytes, ints, mask);
    }
}
