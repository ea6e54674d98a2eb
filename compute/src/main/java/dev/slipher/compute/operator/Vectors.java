package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small services for vectors that no kernel needs to be fast. */
public final class Vectors {
    /** Longs in a null mask of a full batch. */
    public static final int MASK_LONGS = (Batch.CAPACITY + Batch.SLACK) >>> 6;

    private Vectors() {}

    /** Returns a vector of a kind with nothing in it. */
    public static Vector allocate(PhysicalKind kind, int capacity) {
        return switch (kind) {
            case INT32 -> IntVector.allocate(capacity);
            case INT64 -> LongVector.allocate(capacity);
            case DOUBLE -> DoubleVector.allocate(capacity);
            case INT128 -> Int128Vector.allocate(capacity);
            case BYTES -> new BytesVector(new byte[0], new int[capacity + Batch.SLACK + 1], null);
        };
    }

    /** Gives a vector another null mask. */
    public static void setNulls(Vector vector, long @Nullable [] nulls) {
        switch (vector) {
            case IntVector v -> v.set(v.values(), nulls);
            case LongVector v -> v.set(v.values(), nulls);
            case DoubleVector v -> v.set(v.values(), nulls);
            case Int128Vector v -> v.set(v.high(), v.low(), nulls);
            case BytesVector v -> v.set(v.bytes(), v.offsets(), nulls);
            default -> throw new IllegalArgumentException("nulls of " + vector);
        }
    }

    /** Returns a constant as a full vector of its kind. */
    public static Vector flatten(ConstantVector constant) {
        var vector = allocate(constant.kind(), Batch.CAPACITY);
        fill(vector, constant.value());
        setNulls(vector, constant.nulls());
        return vector;
    }

    private static void fill(Vector vector, Datum value) {
        switch (value) {
            case Datum.Integral(var v) -> {
                if (vector instanceof IntVector ints) {
                    Arrays.fill(ints.values(), (int) v);
                } else if (vector instanceof LongVector longs) {
                    Arrays.fill(longs.values(), v);
                }
            }
            case Datum.Floating(var v) -> Arrays.fill(((DoubleVector) vector).values(), v);
            case Datum.Wide(var high, var low) -> {
                Arrays.fill(((Int128Vector) vector).high(), high);
                Arrays.fill(((Int128Vector) vector).low(), low);
            }
            case Datum.Bytes(var v) -> {
                var offsets = ((BytesVector) vector).offsets();
                var bytes = new byte[Math.multiplyExact(v.length, Batch.CAPACITY)];
                for (var i = 0; i < Batch.CAPACITY; i++) {
                    System.arraycopy(v, 0, bytes, i * v.length, v.length);
                    offsets[i + 1] = (i + 1) * v.length;
                }
                ((BytesVector) vector).set(bytes, offsets, null);
            }
            case Datum.Null.NULL -> {}
        }
    }

    /** Returns at most {@link Batch#CAPACITY} rows of constants as a batch. */
    public static Batch batch(List<List<Datum>> rows, List<SqlType> types) {
        var columns = new Vector[types.size()];
        for (var c = 0; c < columns.length; c++) {
            var values = new Datum[rows.size()];
            for (var i = 0; i < values.length; i++) {
                values[i] = rows.get(i).get(c);
            }
            columns[c] = of(types.get(c).physicalKind(), values);
        }
        return new Batch(columns, rows.size());
    }

    /** Returns the vector of a column of constants, one a row. */
    public static Vector of(PhysicalKind kind, Datum[] values) {
        if (kind == PhysicalKind.BYTES && isOneValue(values)) {
            return shared(values);
        }
        var vector = allocate(kind, values.length);
        var nulls = new long[(values.length + Batch.SLACK + 63) >>> 6];
        var any = false;
        if (vector instanceof BytesVector strings) {
            fillStrings(strings, values);
        }
        for (var i = 0; i < values.length; i++) {
            switch (values[i].as(kind)) {
                case Datum.Integral(var v) -> {
                    if (vector instanceof IntVector ints) {
                        ints.values()[i] = (int) v;
                    } else {
                        ((LongVector) vector).values()[i] = v;
                    }
                }
                case Datum.Floating(var v) -> ((DoubleVector) vector).values()[i] = v;
                case Datum.Wide(var high, var low) -> {
                    ((Int128Vector) vector).high()[i] = high;
                    ((Int128Vector) vector).low()[i] = low;
                }
                case Datum.Bytes _ -> {}
                case Datum.Null.NULL -> {
                    nulls[i >>> 6] |= 1L << i;
                    any = true;
                }
            }
        }
        setNulls(vector, any ? nulls : null);
        return vector;
    }

    /** Whether all rows share one string, as the rows of a partition may share a long one. */
    private static boolean isOneValue(Datum[] values) {
        if (values.length < 2 || values[0].isNull()) {
            return false;
        }
        for (var value : values) {
            if (!value.equals(values[0])) {
                return false;
            }
        }
        return true;
    }

    private static Vector shared(Datum[] values) {
        var bytes = ((Datum.Bytes) values[0]).value();
        var dictionary = new Dictionary(bytes, new int[] {0, bytes.length}, 1, true, true);
        return new DictionaryVector(new int[values.length + Batch.SLACK], dictionary, null);
    }

    private static void fillStrings(BytesVector vector, Datum[] values) {
        var offsets = vector.offsets();
        for (var i = 0; i < values.length; i++) {
            offsets[i + 1] = offsets[i] + (values[i] instanceof Datum.Bytes(var v) ? v.length : 0);
        }
        var bytes = new byte[offsets[values.length] + Batch.SLACK];
        for (var i = 0; i < values.length; i++) {
            if (values[i] instanceof Datum.Bytes(var v)) {
                System.arraycopy(v, 0, bytes, offsets[i], v.length);
            }
        }
        vector.set(bytes, offsets, null);
    }

    /** Returns one integral entry of a vector. */
    public static long longAt(Vector vector, int position) {
        return switch (vector) {
            case LongVector v -> v.values()[position];
            case IntVector v -> v.values()[position];
            case ConstantVector v when v.value() instanceof Datum.Integral(var value) -> value;
            default -> throw new IllegalStateException("not integral: " + vector);
        };
    }
}
