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
import dev.slipher.storage.encoding.DoubleBlockEncoder;
import dev.slipher.storage.encoding.Encoding;
import dev.slipher.storage.type.Datum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The column writer for values of kind DOUBLE, of which it stores one NaN and no negative zero. */
final class DoubleColumnWriter extends ColumnWriter {
    private final DoubleBlockEncoder encoder;
    private final double[] block = new double[Batch.CAPACITY];
    private double[] values = new double[Batch.CAPACITY];
    private double segmentMin = Double.NaN;
    private double segmentMax = Double.NEGATIVE_INFINITY;

    DoubleColumnWriter(ColumnSpec spec, DoubleBlockEncoder encoder) {
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
            case DoubleVector doubles -> {
                for (var i = 0; i < count; i++) {
                    values[rows + i] = doubles.values()[selection == null ? from + i : selection[from + i]];
                }
            }
            case ConstantVector constant -> {
                var value = constant.value() instanceof Datum.Floating floating ? floating.value() : 0;
                Arrays.fill(values, rows, rows + count, value);
            }
            case IntVector _, LongVector _, Int128Vector _, BytesVector _, DictionaryVector _ ->
                throw mismatch(spec, vector);
        }
    }

    @Override
    void encode(ChunkBuilder chunk) {
        var nullsBefore = segmentNullCount;
        var sorted = true;
        var before = Double.NEGATIVE_INFINITY;
        for (var first = 0; first < rows; first += Batch.CAPACITY) {
            var count = Math.min(rows - first, Batch.CAPACITY);
            var nullCount = countNulls(first, count);
            chunk.beginBlock(nulls, first, count, nullCount);
            if (nullCount == count) {
                chunk.setRange(0, 0);
                chunk.endBlock(Encoding.CONSTANT, 0, true);
                continue;
            }
            fillBlock(first, count);
            var min = block[0];
            var max = block[0];
            for (var i = 0; i < count; i++) {
                var value = block[i];
                min = compare(value, min) < 0 ? value : min;
                max = compare(value, max) > 0 ? value : max;
                sorted &= compare(before, value) <= 0;
                before = value;
                distinct.add(Double.doubleToRawLongBits(value));
            }
            chunk.setRange(Double.doubleToRawLongBits(min), Double.doubleToRawLongBits(max));
            segmentMin = compare(min, segmentMin) < 0 ? min : segmentMin;
            segmentMax = compare(max, segmentMax) > 0 ? max : segmentMax;
            if (spec.raw()) {
                DoubleBlockEncoder.encodeRaw(block, count, chunk.payload());
                chunk.endBlock(Encoding.RAW, Double.SIZE, true);
            } else {
                var encoding = encoder.encode(block, count, chunk.payload());
                chunk.endBlock(encoding, encoder.width(), true);
            }
        }
        if (sorted && segmentNullCount == nullsBefore) {
            chunk.setFlag(ChunkHeader.SORTED);
        }
    }

    /** Compares with NaN as the greatest; the zeros are equal already. */
    private static int compare(double left, double right) {
        return Double.compare(left, right);
    }

    /** Copies a block's values with one zero and one NaN; null rows take the value before them, or the first there is. */
    private void fillBlock(int first, int count) {
        var firstValue = 0;
        while (isNull(first + firstValue)) {
            firstValue++;
        }
        var before = normalize(values[first + firstValue]);
        for (var i = 0; i < count; i++) {
            block[i] = isNull(first + i) ? before : normalize(values[first + i]);
            before = block[i];
        }
    }

    private static double normalize(double value) {
        return Double.isNaN(value) ? Double.NaN : value + 0.0;
    }

    @Override
    void forgetValues() {}

    @Override
    long memoryBytes() {
        return values.length * 8L;
    }

    @Override
    ColumnStatistics statistics() {
        var empty = segmentNullCount == segmentRowCount;
        return new ColumnStatistics(
                spec.columnId(),
                segmentNullCount,
                empty ? Datum.Null.NULL : new Datum.Floating(segmentMin),
                empty ? Datum.Null.NULL : new Datum.Floating(segmentMax),
                distinct,
                Double.BYTES);
    }
}
