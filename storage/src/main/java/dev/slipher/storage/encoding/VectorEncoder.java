package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.type.Datum;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/** Appends the parts of {@link BatchCodec}'s form, leaving out rows that are not selected. */
final class VectorEncoder {
    /** In a width: values lie in whole bytes. */
    static final int SIZED = 0x80;

    private static final int MIN_COMPRESSED_BYTES = 256;
    private static final double COMPRESSION_PAYS = 0.9;

    private final ByteOutput output;
    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    private final long[] numbers = new long[Batch.CAPACITY + Batch.SLACK];
    private final long[] mask = new long[Batch.CAPACITY / 64];
    private final int[] plane = new int[Batch.CAPACITY + Batch.SLACK];
    private final int[] usedCodes = new int[Batch.CAPACITY];
    private final ByteOutput text = new ByteOutput(1 << 12);
    private int[] ranks = new int[0];

    private int @Nullable [] selection;
    private int rows;
    private boolean hasNulls;

    VectorEncoder(ByteOutput output) {
        this.output = output;
    }

    /** Appends the null mask of the vector that follows. */
    void begin(long @Nullable [] nulls, int @Nullable [] newSelection, int rowCount) {
        selection = newSelection;
        rows = rowCount;
        Arrays.fill(mask, 0);
        var any = 0L;
        if (nulls != null) {
            for (var i = 0; i < rows; i++) {
                var position = position(i);
                var bit = nulls[position >>> 6] >>> position & 1;
                mask[i >>> 6] |= bit << i;
                any |= bit;
            }
        }
        hasNulls = any != 0;
        output.putByte(hasNulls ? 1 : 0);
        if (hasNulls) {
            for (var word = 0; word < rows + 63 >>> 6; word++) {
                output.putLong(mask[word]);
            }
        }
    }

    private int position(int row) {
        return selection == null ? row : selection[row];
    }

    private boolean isNull(int row) {
        return hasNulls && (mask[row >>> 6] >>> row & 1) != 0;
    }

    void putInts(int[] values) {
        for (var i = 0; i < rows; i++) {
            numbers[i] = values[position(i)];
        }
        putNumbers(rows, hasNulls);
    }

    void putLongs(long[] values) {
        for (var i = 0; i < rows; i++) {
            numbers[i] = values[position(i)];
        }
        putNumbers(rows, hasNulls);
    }

    void putDoubles(double[] values) {
        for (var i = 0; i < rows; i++) {
            output.putLong(Double.doubleToRawLongBits(values[position(i)]));
        }
    }

    void putStrings(byte[] bytes, int[] offsets) {
        text.clear();
        for (var i = 0; i < rows; i++) {
            var position = position(i);
            var length = isNull(i) ? 0 : offsets[position + 1] - offsets[position];
            numbers[i] = length;
            text.putBytes(bytes, offsets[position], length);
        }
        putNumbers(rows, false);
        putText();
    }

    /** Appends the entries that are used, in their order, and the codes that are left of them. */
    void putCoded(int[] codes, Dictionary dictionary) {
        var used = collectCodes(codes, dictionary.size());
        output.putInt(used);
        output.putByte(
                (dictionary.isDistinct() ? BatchCodec.DISTINCT : 0) | (dictionary.isSorted() ? BatchCodec.SORTED : 0));
        text.clear();
        for (var rank = 0; rank < used; rank++) {
            var code = usedCodes[rank];
            ranks[code] = rank;
            var from = dictionary.offsets()[code];
            var length = dictionary.offsets()[code + 1] - from;
            numbers[rank] = length;
            text.putBytes(dictionary.bytes(), from, length);
        }
        putNumbers(used, false);
        putText();
        for (var i = 0; i < rows; i++) {
            numbers[i] = ranks[codes[position(i)]];
        }
        putNumbers(rows, false);
        for (var rank = 0; rank < used; rank++) {
            ranks[usedCodes[rank]] = 0;
        }
    }

    private int collectCodes(int[] codes, int size) {
        if (ranks.length < size) {
            ranks = new int[size];
        }
        var used = 0;
        for (var i = 0; i < rows; i++) {
            var code = codes[position(i)];
            if (ranks[code] == 0) {
                ranks[code] = 1;
                usedCodes[used++] = code;
            }
        }
        Arrays.sort(usedCodes, 0, used);
        return used;
    }

    void putConstant(ConstantVector constant) {
        output.putByte(constant.kind().ordinal());
        switch (constant.value()) {
            case Datum.Null _ -> output.putByte(0);
            case Datum.Integral(var value) -> {
                output.putByte(1);
                output.putLong(value);
            }
            case Datum.Floating(var value) -> {
                output.putByte(2);
                output.putLong(Double.doubleToRawLongBits(value));
            }
            case Datum.Wide(var high, var low) -> {
                output.putByte(3);
                output.putLong(high);
                output.putLong(low);
            }
            case Datum.Bytes(var value) -> {
                output.putByte(4);
                text.clear();
                text.putBytes(value, 0, value.length);
                putText();
            }
        }
    }

    /** Appends {@link #numbers}; those of null rows, if {@code withNulls}, become the smallest. */
    private void putNumbers(int count, boolean withNulls) {
        var min = Long.MAX_VALUE;
        var max = Long.MIN_VALUE;
        for (var i = 0; i < count; i++) {
            if (!withNulls || !isNull(i)) {
                min = Math.min(min, numbers[i]);
                max = Math.max(max, numbers[i]);
            }
        }
        if (min > max) {
            min = 0;
            max = 0;
        }
        for (var i = 0; i < count; i++) {
            numbers[i] = withNulls && isNull(i) ? 0 : numbers[i] - min;
        }
        output.putLong(min);
        var width = 64 - Long.numberOfLeadingZeros(max - min);
        var valueBytes = DeltaLaneEncoding.bytesFor(max - min);
        if (count * valueBytes < BitPacking.packedBytes(count, width)) {
            output.putByte(SIZED | valueBytes);
            for (var i = 0; i < count; i++) {
                output.putSized(numbers[i], valueBytes);
            }
            return;
        }
        output.putByte(width);
        Arrays.fill(numbers, count, count + 63 & -64, 0);
        BitPacking.packLongs(numbers, count, width, plane, output);
    }

    private void putText() {
        var count = text.size();
        output.putInt(count);
        if (count >= MIN_COMPRESSED_BYTES) {
            var bound = compressor.maxCompressedLength(count);
            output.ensure(Integer.BYTES + bound);
            var at = output.size() + Integer.BYTES;
            var stored = compressor.compress(text.array(), 0, count, output.array(), at, bound);
            if (stored < COMPRESSION_PAYS * count) {
                output.putInt(stored);
                output.extend(stored);
                return;
            }
        }
        output.putInt(count);
        output.putBytes(text.array(), 0, count);
    }
}
