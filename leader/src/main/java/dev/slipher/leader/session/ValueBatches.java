package dev.slipher.leader.session;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches out of single values, so that constant rows need no engine. */
final class ValueBatches {
    private ValueBatches() {}

    /** Returns at most {@link Batch#CAPACITY} rows as a batch. */
    static Batch of(List<List<Datum>> rows, List<SqlType> types) {
        var vectors = new Vector[types.size()];
        for (int c = 0; c < vectors.length; c++) {
            vectors[c] = vector(rows, c, types.get(c));
        }
        return new Batch(vectors, rows.size());
    }

    private static Vector vector(List<List<Datum>> rows, int column, SqlType type) {
        long[] nulls = nulls(rows, column);
        int capacity = rows.size();
        return switch (type.physicalKind()) {
            case INT32 -> {
                var vector = IntVector.allocate(capacity);
                for (int i = 0; i < capacity; i++) {
                    vector.values()[i] = rows.get(i).get(column) instanceof Datum.Integral(long v) ? (int) v : 0;
                }
                vector.set(vector.values(), nulls);
                yield vector;
            }
            case INT64 -> {
                var vector = LongVector.allocate(capacity);
                for (int i = 0; i < capacity; i++) {
                    vector.values()[i] = rows.get(i).get(column) instanceof Datum.Integral(long v) ? v : 0;
                }
                vector.set(vector.values(), nulls);
                yield vector;
            }
            case DOUBLE -> {
                var vector = DoubleVector.allocate(capacity);
                for (int i = 0; i < capacity; i++) {
                    vector.values()[i] = rows.get(i).get(column) instanceof Datum.Floating(double v) ? v : 0;
                }
                vector.set(vector.values(), nulls);
                yield vector;
            }
            case INT128 -> {
                var vector = Int128Vector.allocate(capacity);
                for (int i = 0; i < capacity; i++) {
                    var value = rows.get(i).get(column);
                    if (value instanceof Datum.Wide(long high, long low)) {
                        vector.high()[i] = high;
                        vector.low()[i] = low;
                    } else if (value instanceof Datum.Integral(long v)) {
                        // A constant that fits a long is one, whatever its type.
                        vector.high()[i] = v >> 63;
                        vector.low()[i] = v;
                    }
                }
                vector.set(vector.high(), vector.low(), nulls);
                yield vector;
            }
            case BYTES -> bytes(rows, column, nulls);
        };
    }

    private static Vector bytes(List<List<Datum>> rows, int column, long @Nullable [] nulls) {
        var offsets = new int[rows.size() + 1 + Batch.SLACK];
        int length = 0;
        for (int i = 0; i < rows.size(); i++) {
            length += rows.get(i).get(column) instanceof Datum.Bytes(byte[] v) ? v.length : 0;
            offsets[i + 1] = length;
        }
        var all = new byte[length + Batch.SLACK];
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).get(column) instanceof Datum.Bytes(byte[] v)) {
                System.arraycopy(v, 0, all, offsets[i], v.length);
            }
        }
        return new BytesVector(all, offsets, nulls);
    }

    private static long @Nullable [] nulls(List<List<Datum>> rows, int column) {
        long[] mask = null;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).get(column).isNull()) {
                if (mask == null) {
                    mask = new long[(Batch.CAPACITY + Batch.SLACK) >>> 6];
                }
                mask[i >>> 6] |= 1L << i;
            }
        }
        return mask;
    }
}
