package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.ByteSink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts a result together from rows of several vectors, each row from one of them.
 *
 * <p>Numbers are copied as they come; strings are noted first and copied at the end, since they must lie in order.
 */
final class Gather {
    private static final int NOWHERE = -1;

    private final Vector result;
    private final long[] nullScratch = new long[BitMask.WORDS];
    private final boolean bytes;
    private final int[] sources;
    private final StringCursor[] cursors;
    private final ByteSink sink;
    private final int[] offsets;
    private boolean anyNull;

    Gather(ColumnShape.Representation representation, int sourceCount) {
        bytes = representation == ColumnShape.Representation.BYTES;
        int size = bytes ? Batch.CAPACITY + Batch.SLACK : 0;
        sources = new int[size];
        offsets = new int[size + 1];
        cursors = new StringCursor[bytes ? sourceCount : 0];
        Arrays.setAll(cursors, _ -> new StringCursor());
        sink = new ByteSink(16);
        result = switch (representation) {
            case INT -> IntVector.allocate(Batch.CAPACITY);
            case LONG -> LongVector.allocate(Batch.CAPACITY);
            case DOUBLE -> DoubleVector.allocate(Batch.CAPACITY);
            case WIDE -> Int128Vector.allocate(Batch.CAPACITY);
            case BYTES -> new BytesVector(sink.bytes(), offsets, null);
        };
    }

    void begin(int rows) {
        Arrays.fill(nullScratch, 0, BitMask.words(rows), 0);
        anyNull = false;
        if (bytes) {
            Arrays.fill(sources, 0, rows, NOWHERE);
        }
    }

    /** Takes the chosen rows of source {@code index}. */
    void take(int index, Vector source, int @Nullable [] selection, int count) {
        var mask = source.nulls();
        if (mask != null) {
            for (int i = 0; i < count; i++) {
                int row = selection == null ? i : selection[i];
                long bit = mask[row >>> 6] & 1L << row;
                nullScratch[row >>> 6] |= bit;
                anyNull |= bit != 0;
            }
        }
        switch (result) {
            case IntVector v -> copy(((IntVector) source).values(), v.values(), selection, count);
            case LongVector v -> copy(((LongVector) source).values(), v.values(), selection, count);
            case DoubleVector v -> copy(((DoubleVector) source).values(), v.values(), selection, count);
            case Int128Vector v -> {
                copy(((Int128Vector) source).high(), v.high(), selection, count);
                copy(((Int128Vector) source).low(), v.low(), selection, count);
            }
            default -> {
                cursors[index].open(source);
                for (int i = 0; i < count; i++) {
                    int row = selection == null ? i : selection[i];
                    sources[row] = source.isNull(row) ? NOWHERE : index;
                }
            }
        }
    }

    private static void copy(int[] from, int[] to, int @Nullable [] selection, int count) {
        if (selection == null) {
            System.arraycopy(from, 0, to, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[selection[i]] = from[selection[i]];
        }
    }

    private static void copy(long[] from, long[] to, int @Nullable [] selection, int count) {
        if (selection == null) {
            System.arraycopy(from, 0, to, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[selection[i]] = from[selection[i]];
        }
    }

    private static void copy(double[] from, double[] to, int @Nullable [] selection, int count) {
        if (selection == null) {
            System.arraycopy(from, 0, to, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[selection[i]] = from[selection[i]];
        }
    }

    Vector finish(int rows) {
        long @Nullable [] nulls = anyNull ? nullScratch : null;
        switch (result) {
            case IntVector v -> v.set(v.values(), nulls);
            case LongVector v -> v.set(v.values(), nulls);
            case DoubleVector v -> v.set(v.values(), nulls);
            case Int128Vector v -> v.set(v.high(), v.low(), nulls);
            case BytesVector v -> {
                copyStrings(rows);
                v.set(sink.bytes(), offsets, nulls);
            }
            default -> throw new IllegalStateException();
        }
        return result;
    }

    private void copyStrings(int rows) {
        sink.clear();
        for (int row = 0; row < rows; row++) {
            offsets[row] = sink.length();
            int index = sources[row];
            if (index != NOWHERE) {
                var cursor = cursors[index];
                sink.append(cursor.bytes(), cursor.from(row), cursor.to(row));
            }
        }
        offsets[rows] = sink.length();
    }
}
