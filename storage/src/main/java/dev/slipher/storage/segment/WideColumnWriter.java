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
import dev.slipher.storage.encoding.WideBlocks;
import dev.slipher.storage.type.Datum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The column writer for values of kind INT128. Bounds are those of signed 128-bit integers, whatever the type. */
final class WideColumnWriter extends ColumnWriter {
    private final WideBlocks encoder;
    private final long[] blockHigh = new long[Batch.CAPACITY];
    private final long[] blockLow = new long[Batch.CAPACITY];
    private long[] high = new long[Batch.CAPACITY];
    private long[] low = new long[Batch.CAPACITY];
    private long minHigh = Long.MAX_VALUE;
    private long minLow = -1;
    private long maxHigh = Long.MIN_VALUE;
    private long maxLow;

    WideColumnWriter(ColumnSpec spec, WideBlocks encoder) {
        super(spec);
        this.encoder = encoder;
    }

    @Override
    void appendValues(Vector vector, int @Nullable [] selection, int from, int to) {
        var count = to - from;
        if (rows + count > high.length) {
            high = Arrays.copyOf(high, Math.max(rows + count, 2 * high.length));
            low = Arrays.copyOf(low, high.length);
        }
        for (var i = 0; i < count; i++) {
            var position = selection == null ? from + i : selection[from + i];
            switch (vector) {
                case Int128Vector wide -> put(rows + i, wide.high()[position], wide.low()[position]);
                case LongVector longs -> put(rows + i, longs.values()[position] >> 63, longs.values()[position]);
                case IntVector ints -> put(rows + i, ints.values()[position] >> 31, ints.values()[position]);
                case ConstantVector constant -> putConstant(rows + i, constant.value());
                case DoubleVector _, BytesVector _, DictionaryVector _ -> throw mismatch(spec, vector);
            }
        }
    }

    private void putConstant(int row, Datum value) {
        switch (value) {
            case Datum.Wide wide -> put(row, wide.high(), wide.low());
            case Datum.Integral integral -> put(row, integral.value() >> 63, integral.value());
            case Datum.Null _, Datum.Floating _, Datum.Bytes _ -> put(row, 0, 0);
        }
    }

    private void put(int row, long highHalf, long lowHalf) {
        high[row] = highHalf;
        low[row] = lowHalf;
    }

    @Override
    void encode(ChunkBuilder chunk) {
        var nullsBefore = segmentNullCount;
        var sorted = true;
        var beforeHigh = Long.MIN_VALUE;
        var beforeLow = 0L;
        for (var first = 0; first < rows; first += Batch.CAPACITY) {
            var count = Math.min(rows - first, Batch.CAPACITY);
            var nullCount = countNulls(first, count);
            chunk.beginBlock(nulls, first, count, nullCount);
            if (nullCount == count) {
                chunk.setRange(0, 0);
                chunk.setHighRange(0, 0);
                chunk.endBlock(Encoding.CONSTANT, 0, true);
                continue;
            }
            fillBlock(first, count);
            var min = 0;
            var max = 0;
            for (var i = 0; i < count; i++) {
                min = compare(blockHigh[i], blockLow[i], blockHigh[min], blockLow[min]) < 0 ? i : min;
                max = compare(blockHigh[i], blockLow[i], blockHigh[max], blockLow[max]) > 0 ? i : max;
                sorted &= compare(beforeHigh, beforeLow, blockHigh[i], blockLow[i]) <= 0;
                beforeHigh = blockHigh[i];
                beforeLow = blockLow[i];
                distinct.add(blockHigh[i] * 0x9E37_79B9_7F4A_7C15L ^ blockLow[i]);
            }
            chunk.setRange(blockLow[min], blockLow[max]);
            chunk.setHighRange(blockHigh[min], blockHigh[max]);
            widenRange(min, max);
            if (spec.raw()) {
                WideBlocks.encodeRaw(blockHigh, blockLow, count, chunk.payload());
                chunk.endBlock(Encoding.RAW, Long.SIZE, true);
            } else {
                chunk.endBlock(encoder.encode(blockHigh, blockLow, count, chunk.payload()), 0, true);
            }
        }
        if (sorted && segmentNullCount == nullsBefore) {
            chunk.setFlag(ChunkHeader.SORTED);
        }
    }

    private void widenRange(int min, int max) {
        if (compare(blockHigh[min], blockLow[min], minHigh, minLow) < 0) {
            minHigh = blockHigh[min];
            minLow = blockLow[min];
        }
        if (compare(blockHigh[max], blockLow[max], maxHigh, maxLow) >= 0) {
            maxHigh = blockHigh[max];
            maxLow = blockLow[max];
        }
    }

    private static int compare(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        return leftHigh == rightHigh ? Long.compareUnsigned(leftLow, rightLow) : Long.compare(leftHigh, rightHigh);
    }

    /** Copies a block's values; null rows take the value before them, or the first there is. */
    private void fillBlock(int first, int count) {
        var firstValue = 0;
        while (isNull(first + firstValue)) {
            firstValue++;
        }
        var source = first + firstValue;
        for (var i = 0; i < count; i++) {
            source = isNull(first + i) ? source : first + i;
            blockHigh[i] = high[source];
            blockLow[i] = low[source];
        }
    }

    @Override
    void forgetValues() {}

    @Override
    long memoryBytes() {
        return high.length * 16L;
    }

    @Override
    ColumnStatistics statistics() {
        var empty = segmentNullCount == segmentRowCount;
        return new ColumnStatistics(
                spec.columnId(),
                segmentNullCount,
                empty ? Datum.Null.NULL : new Datum.Wide(minHigh, minLow),
                empty ? Datum.Null.NULL : new Datum.Wide(maxHigh, maxLow),
                distinct,
                2 * Long.BYTES);
    }
}
