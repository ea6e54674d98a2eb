package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Decodes and filters blocks of doubles in any of their encodings. */
public final class DoubleBlocks {
    private DoubleBlocks() {}

    /** Decodes a block; a constant one is the bits of the block's smallest value. */
    public static void decode(BlockView block, double[] target, DecodeScratch scratch) {
        switch (block.encoding) {
            case CONSTANT -> Arrays.fill(target, 0, Batch.CAPACITY, Double.longBitsToDouble(block.min));
            case RAW -> MemorySegment.copy(block.memory, LittleEndian.DOUBLE, block.offset, target, 0, block.rows);
            case DECIMAL_DOUBLE -> decodeDecimal(block, target, scratch);
            case FRAME, DELTA_LANE, RUN_LENGTH, WIDE, SYMBOL, ZSTD ->
                throw new IllegalStateException(block.encoding + " does not encode doubles");
        }
    }

    /** Clears bits of {@code mask} for values outside of {@code low} to {@code high}, NaN being the greatest. */
    public static void filter(BlockView block, double low, double high, long[] mask, DecodeScratch scratch) {
        decode(block, scratch.doubles, scratch);
        if (Double.isNaN(low)) {
            filter(scratch.doubles, Double.NaN, Double.NaN, Double.isNaN(high), mask);
        } else if (Double.isNaN(high)) {
            filter(scratch.doubles, low, Double.POSITIVE_INFINITY, true, mask);
        } else {
            filter(scratch.doubles, low, high, false, mask);
        }
    }

    private static void filter(double[] values, double low, double high, boolean acceptsNan, long[] mask) {
        for (var row = 0; row < 32; row++) {
            if (mask[row] == 0) {
                continue;
            }
            var bits = 0L;
            for (var lane = 0; lane < 64; lane++) {
                var value = values[64 * row + lane];
                var inside = value >= low && value <= high || acceptsNan && Double.isNaN(value);
                bits |= (inside ? 1L : 0L) << lane;
            }
            mask[row] &= bits;
        }
    }

    private static void decodeDecimal(BlockView block, double[] target, DecodeScratch scratch) {
        var memory = block.memory;
        var exponent = memory.get(LittleEndian.BYTE, block.offset);
        var exceptionCount = memory.get(LittleEndian.SHORT, block.offset + Short.BYTES) & 0xFFFF;
        var min = memory.get(LittleEndian.LONG, block.offset + Long.BYTES);
        var planes = block.offset + DoubleBlockEncoder.PLANES;
        BitPacking.unpackLongs(memory, planes, block.rows, block.width, min, 1, scratch.longs, scratch);
        divide(scratch.longs, DoubleBlockEncoder.POWERS[exponent], target);
        var positions = planes + BitPacking.packedBytes(block.rows, block.width);
        var values = positions + (long) exceptionCount * Short.BYTES;
        for (var i = 0; i < exceptionCount; i++) {
            var position = memory.get(LittleEndian.SHORT, positions + (long) i * Short.BYTES);
            target[position] = memory.get(LittleEndian.DOUBLE, values + (long) i * Double.BYTES);
        }
    }

    private static void divide(long[] integers, double power, double[] target) {
        for (var i = 0; i < Batch.CAPACITY; i++) {
            target[i] = integers[i] / power;
        }
    }
}
