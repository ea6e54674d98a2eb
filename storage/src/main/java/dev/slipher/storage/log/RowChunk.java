package dev.slipher.storage.log;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@link Batch#CAPACITY} rows to which more are appended. A batch of its first rows stays right while rows are
 * added after them, so readers of older versions keep theirs.
 */
final class RowChunk {
    private final ColumnBuffer[] columns;
    private int rowCount;

    RowChunk(PhysicalKind[] kinds) {
        columns = Arrays.stream(kinds).map(ColumnBuffer::new).toArray(ColumnBuffer[]::new);
    }

    boolean isFull() {
        return rowCount == Batch.CAPACITY;
    }

    /** Appends rows of {@code batch} from {@code from} on, as many as fit, and returns the first that did not. */
    int append(Batch batch, int from) {
        var count = Math.min(batch.rowCount() - from, Batch.CAPACITY - rowCount);
        for (var i = 0; i < columns.length; i++) {
            columns[i].append(batch.column(i), from, count, rowCount);
        }
        rowCount += count;
        return from + count;
    }

    /** Returns the first {@code count} rows. */
    Batch toBatch(int count) {
        return new Batch(Arrays.stream(columns).map(ColumnBuffer::toVector).toArray(Vector[]::new), count);
    }

    /** Returns about what it takes of the heap. */
    long memoryBytes() {
        return Arrays.stream(columns).mapToLong(ColumnBuffer::memoryBytes).sum();
    }

    private static final class ColumnBuffer {
        private static final int LENGTH = Batch.CAPACITY + Batch.SLACK;

        private final PhysicalKind kind;
        private int[] ints = {};
        private long[] longs = {};
        private long[] lows = {};
        private double[] doubles = {};
        private byte[] bytes = {};
        /** Absent until a row is null, which is the common case. */
        private long @Nullable [] nulls;

        private ColumnBuffer(PhysicalKind kind) {
            this.kind = kind;
            switch (kind) {
                case INT32 -> ints = new int[LENGTH];
                case INT64 -> longs = new long[LENGTH];
                case DOUBLE -> doubles = new double[LENGTH];
                case INT128 -> {
                    longs = new long[LENGTH];
                    lows = new long[LENGTH];
                }
                case BYTES -> ints = new int[LENGTH + 1];
            }
        }

        private long memoryBytes() {
            var mask = nulls;
            return bytes.length
                    + (long) Integer.BYTES * ints.length
                    + (long) Long.BYTES
                            * (longs.length + lows.length + doubles.length + (mask == null ? 0 : mask.length));
        }

        private Vector toVector() {
            return switch (kind) {
                case INT32 -> new IntVector(ints, nulls);
                case INT64 -> new LongVector(longs, nulls);
                case DOUBLE -> new DoubleVector(doubles, nulls);
                case INT128 -> new Int128Vector(longs, lows, nulls);
                case BYTES -> new BytesVector(bytes, ints, nulls);
            };
        }

        private void append(Vector source, int from, int count, int to) {
            switch (kind) {
                case INT32, INT64 -> appendIntegral(source, from, count, to);
                case DOUBLE -> appendDoubles(source, from, count, to);
                case INT128 -> appendWide(source, from, count, to);
                case BYTES -> {
                    for (var i = 0; i < count; i++) {
                        appendBytes(source, from + i, to + i);
                    }
                }
            }
            if (source.nulls() != null) {
                for (var i = 0; i < count; i++) {
                    if (source.isNull(from + i)) {
                        setNull(to + i);
                    }
                }
            }
        }

        private void appendIntegral(Vector source, int from, int count, int to) {
            for (var i = 0; i < count; i++) {
                var value = switch (source) {
                    case IntVector vector -> vector.values()[from + i];
                    case LongVector vector -> vector.values()[from + i];
                    case ConstantVector vector when vector.value() instanceof Datum.Integral(var constant) -> constant;
                    case ConstantVector vector when vector.value().isNull() -> 0L;
                    default -> throw unfit(source);
                };
                if (kind == PhysicalKind.INT32) {
                    ints[to + i] = (int) value;
                } else {
                    longs[to + i] = value;
                }
            }
        }

        private void appendDoubles(Vector source, int from, int count, int to) {
            switch (source) {
                case DoubleVector vector -> System.arraycopy(vector.values(), from, doubles, to, count);
                case ConstantVector vector
                when vector.value() instanceof Datum.Floating(var constant) ->
                    Arrays.fill(doubles, to, to + count, constant);
                case ConstantVector vector when vector.value().isNull() -> Arrays.fill(doubles, to, to + count, 0);
                default -> throw unfit(source);
            }
        }

        /** Values of which it was known that they fit come as longs or ints. */
        private void appendWide(Vector source, int from, int count, int to) {
            if (source instanceof Int128Vector vector) {
                System.arraycopy(vector.high(), from, longs, to, count);
                System.arraycopy(vector.low(), from, lows, to, count);
                return;
            }
            for (var i = 0; i < count; i++) {
                switch (source) {
                    case LongVector vector -> putWide(to + i, vector.values()[from + i]);
                    case IntVector vector -> putWide(to + i, vector.values()[from + i]);
                    case ConstantVector vector
                    when vector.value() instanceof Datum.Integral(var constant) -> putWide(to + i, constant);
                    case ConstantVector vector
                    when vector.value() instanceof Datum.Wide(var high, var low) -> {
                        longs[to + i] = high;
                        lows[to + i] = low;
                    }
                    case ConstantVector vector when vector.value().isNull() -> putWide(to + i, 0);
                    default -> throw unfit(source);
                }
            }
        }

        private void putWide(int position, long value) {
            longs[position] = value >> 63;
            lows[position] = value;
        }

        private void appendBytes(Vector source, int from, int to) {
            switch (source) {
                case BytesVector vector ->
                    appendBytes(vector.bytes(), vector.offsets()[from], vector.offsets()[from + 1], to);
                case DictionaryVector vector
                when !vector.isNull(from) -> {
                    var offsets = vector.dictionary().offsets();
                    var code = vector.codes()[from];
                    appendBytes(vector.dictionary().bytes(), offsets[code], offsets[code + 1], to);
                }
                case ConstantVector vector
                when vector.value() instanceof Datum.Bytes(var constant) ->
                    appendBytes(constant, 0, constant.length, to);
                // A null, or a dropped column of another kind, which nobody reads.
                default -> appendBytes(bytes, 0, 0, to);
            }
        }

        private void appendBytes(byte[] source, int start, int end, int to) {
            var used = ints[to];
            var size = used + end - start;
            if (size > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
            }
            System.arraycopy(source, start, bytes, used, end - start);
            ints[to + 1] = size;
        }

        private void setNull(int row) {
            var mask = nulls;
            if (mask == null) {
                mask = new long[(LENGTH + 63) >>> 6];
                nulls = mask;
            }
            mask[row >>> 6] |= 1L << row;
        }

        private IllegalStateException unfit(Vector source) {
            return new IllegalStateException("%s in a column of kind %s".formatted(source.getClass(), kind));
        }
    }
}
