package dev.slipher.storage.segment;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.encoding.Encoding;
import dev.slipher.storage.encoding.ExactDivision;
import dev.slipher.storage.encoding.IntegerBlockEncoder;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The column writer for values of kind INT32 and INT64. */
final class IntegerColumnWriter extends ColumnWriter {
    private static final int FACTOR_SAMPLE = 64;

    private final IntegerBlockEncoder encoder;
    private final long[] block = new long[Batch.CAPACITY + Batch.SLACK];
    private long[] values = new long[Batch.CAPACITY];
    private long segmentMin = Long.MAX_VALUE;
    private long segmentMax = Long.MIN_VALUE;

    IntegerColumnWriter(ColumnSpec spec, IntegerBlockEncoder encoder) {
        super(spec);
        this.encoder = encoder;
    }

    @Override
    void appendValues(Vector vector, int @Nullable [] selection, int from, int to) {
        var count = to - from;
        if (rows + count > values.length) {
            values = Arrays.copyOf(values, Math.max(rows + count, 2 * values.length));
        }
        switch (vector) {
            case LongVector longs -> copy(longs.values(), selection, from, count);
            case IntVector ints -> widen(ints.values(), selection, from, count);
            case ConstantVector constant -> {
                var value = constant.value() instanceof Datum.Integral integral ? integral.value() : 0;
                Arrays.fill(values, rows, rows + count, value);
            }
            case DoubleVector _, Int128Vector _, BytesVector _, DictionaryVector _ -> throw mismatch(spec, vector);
        }
    }

    private void copy(long[] source, int @Nullable [] selection, int from, int count) {
        if (selection == null) {
            System.arraycopy(source, from, values, rows, count);
            return;
        }
        for (var i = 0; i < count; i++) {
            values[rows + i] = source[selection[from + i]];
        }
    }

    private void widen(int[] source, int @Nullable [] selection, int from, int count) {
        if (selection == null) {
            for (var i = 0; i < count; i++) {
                values[rows + i] = source[from + i];
            }
            return;
        }
        for (var i = 0; i < count; i++) {
            values[rows + i] = source[selection[from + i]];
        }
    }

    @Override
    void encode(ChunkBuilder chunk) {
        var nullsBefore = segmentNullCount;
        var factor = spec.raw() ? 1 : commonFactor();
        chunk.setFactor(factor);
        var sorted = true;
        var before = Long.MIN_VALUE;
        for (var first = 0; first < rows; first += Batch.CAPACITY) {
            var count = Math.min(rows - first, Batch.CAPACITY);
            var nullCount = countNulls(first, count);
            chunk.beginBlock(nulls, first, count, nullCount);
            if (nullCount == count) {
                chunk.setRange(0, 0);
                chunk.endBlock(Encoding.CONSTANT, 0, true);
                continue;
            }
            System.arraycopy(values, first, block, 0, count);
            if (nullCount > 0) {
                fillNulls(first, count);
            }
            var min = Long.MAX_VALUE;
            var max = Long.MIN_VALUE;
            for (var i = 0; i < count; i++) {
                min = Math.min(min, block[i]);
                max = Math.max(max, block[i]);
            }
            sorted = sorted && isSorted(before, count);
            before = block[count - 1];
            chunk.setRange(min, max);
            segmentMin = Math.min(segmentMin, min);
            segmentMax = Math.max(segmentMax, max);
            distinct.addAll(block, count);
            encodeBlock(chunk, count, min, max, factor);
        }
        if (sorted && segmentNullCount == nullsBefore) {
            chunk.setFlag(ChunkHeader.SORTED);
        }
    }

    private void encodeBlock(ChunkBuilder chunk, int count, long min, long max, long factor) {
        if (spec.raw()) {
            var valueBytes = kind() == PhysicalKind.INT32 ? Integer.BYTES : Long.BYTES;
            IntegerBlockEncoder.encodeRaw(block, count, valueBytes, chunk.payload());
            chunk.endBlock(Encoding.RAW, 8 * valueBytes, true);
        } else {
            var encoding = encoder.encode(block, count, min, max, factor, chunk.payload());
            chunk.endBlock(encoding, encoder.width(), true);
        }
    }

    /** Gives null rows the value before them, or else the first there is: nothing that makes the block larger. */
    private void fillNulls(int first, int count) {
        var firstValue = 0;
        while (isNull(first + firstValue)) {
            firstValue++;
        }
        var before = block[firstValue];
        for (var i = 0; i < count; i++) {
            if (isNull(first + i)) {
                block[i] = before;
            }
            before = block[i];
        }
    }

    private boolean isSorted(long before, int count) {
        var descents = before > block[0] ? 1 : 0;
        for (var i = 1; i < count; i++) {
            descents += block[i - 1] > block[i] ? 1 : 0;
        }
        return descents == 0;
    }

    /** Returns what all differences between values are multiples of, if it is more than 1 and they cannot overflow. */
    private long commonFactor() {
        var anchor = 0;
        while (anchor < rows && isNull(anchor)) {
            anchor++;
        }
        var divisor = 0L;
        for (var row = anchor; row < rows && divisor != 1; row += row < FACTOR_SAMPLE ? 1 : rows / FACTOR_SAMPLE + 1) {
            divisor = isNull(row) ? divisor : greatestCommonDivisor(divisor, values[row] - values[anchor]);
        }
        return divisor > 1 && areMultiples(divisor, anchor) ? divisor : 1;
    }

    private boolean areMultiples(long divisor, int anchor) {
        if (hasNulls) {
            for (var row = 0; row < rows; row++) {
                values[row] = isNull(row) ? values[anchor] : values[row];
            }
        }
        var min = Long.MAX_VALUE;
        var max = Long.MIN_VALUE;
        for (var row = 0; row < rows; row++) {
            min = Math.min(min, values[row]);
            max = Math.max(max, values[row]);
        }
        return max - min >= 0 && new ExactDivision(divisor).areMultiples(values, 0, rows, min);
    }

    private static long greatestCommonDivisor(long left, long right) {
        var a = Math.abs(left);
        var b = Math.abs(right);
        while (b != 0) {
            var rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    @Override
    void forgetValues() {}

    @Override
    long memoryBytes() {
        return values.length * 8L;
    }

    @Override
    ColumnStatistics statistics() {
        var empty = segmentMin > segmentMax;
        return new ColumnStatistics(
                spec.columnId(),
                segmentNullCount,
                empty ? Datum.Null.NULL : new Datum.Integral(segmentMin),
                empty ? Datum.Null.NULL : new Datum.Integral(segmentMax),
                distinct,
                kind() == PhysicalKind.INT32 ? Integer.BYTES : Long.BYTES);
    }
}
