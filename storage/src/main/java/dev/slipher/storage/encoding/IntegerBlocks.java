package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Decodes and filters blocks of integers in any of their encodings. */
public final class IntegerBlocks {
    private IntegerBlocks() {}

    /** Decodes values that all fit an int. */
    public static void decode(BlockView block, int[] target, DecodeScratch scratch) {
        switch (block.encoding) {
            case CONSTANT -> Arrays.fill(target, 0, Batch.CAPACITY, (int) block.min);
            case FRAME -> FrameEncoding.decode(block, target);
            case RUN_LENGTH -> RunLengthEncoding.decode(block, target);
            case RAW, DELTA_LANE -> {
                decode(block, scratch.longs, scratch);
                for (var i = 0; i < Batch.CAPACITY; i++) {
                    target[i] = (int) scratch.longs[i];
                }
            }
            case DECIMAL_DOUBLE, WIDE, SYMBOL, ZSTD -> throw notOfIntegers(block);
        }
    }

    public static void decode(BlockView block, long[] target, DecodeScratch scratch) {
        switch (block.encoding) {
            case CONSTANT -> Arrays.fill(target, 0, Batch.CAPACITY, block.min);
            case FRAME -> FrameEncoding.decode(block, target, scratch);
            case RUN_LENGTH -> RunLengthEncoding.decode(block, target);
            case DELTA_LANE -> {
                DeltaLaneEncoding.decode(block, target, scratch);
                scale(target, block.factor, block.min);
            }
            case RAW -> decodeRaw(block, target);
            case DECIMAL_DOUBLE, WIDE, SYMBOL, ZSTD -> throw notOfIntegers(block);
        }
    }

    /** Clears bits of {@code mask} for values outside of {@code low} to {@code high}; null rows count as some value. */
    public static void filter(BlockView block, long low, long high, long[] mask, DecodeScratch scratch) {
        var lowest = Math.max(low, block.min);
        var highest = Math.min(high, block.max);
        if (lowest > highest) {
            Arrays.fill(mask, 0, 32, 0);
            return;
        }
        if (lowest == block.min && highest == block.max) {
            return;
        }
        var accepted = scratch.accepted;
        if (block.encoding == Encoding.RAW) {
            decodeRaw(block, scratch.longs);
            FrameEncoding.filter(scratch.longs, lowest, highest, accepted);
        } else if (!filterQuotients(block, lowest, highest, accepted, scratch)) {
            Arrays.fill(mask, 0, 32, 0);
            return;
        }
        for (var i = 0; i < 32; i++) {
            mask[i] &= accepted[i];
        }
    }

    /** Returns false if no quotient can be accepted. */
    private static boolean filterQuotients(
            BlockView block, long lowest, long highest, long[] accepted, DecodeScratch scratch) {
        var low = lowest - block.min;
        var high = highest - block.min;
        if (block.factor != 1) {
            low = Math.ceilDiv(low, block.factor);
            high = high / block.factor;
            if (low > high) {
                return false;
            }
        }
        switch (block.encoding) {
            case CONSTANT -> Arrays.fill(accepted, -1L);
            case FRAME -> FrameEncoding.filter(block, low, high, accepted, scratch);
            case RUN_LENGTH -> RunLengthEncoding.filter(block, low, high, accepted);
            case DELTA_LANE -> {
                DeltaLaneEncoding.decode(block, scratch.longs, scratch);
                if (block.max - block.min <= Integer.MAX_VALUE) {
                    for (var i = 0; i < Batch.CAPACITY; i++) {
                        scratch.low[i] = (int) scratch.longs[i];
                    }
                    BitPacking.filter(scratch.low, (int) low, (int) high, accepted);
                } else {
                    FrameEncoding.filter(scratch.longs, low, high, accepted);
                }
            }
            case RAW, DECIMAL_DOUBLE, WIDE, SYMBOL, ZSTD -> throw notOfIntegers(block);
        }
        return true;
    }

    private static void decodeRaw(BlockView block, long[] target) {
        if (block.width == Long.SIZE) {
            MemorySegment.copy(block.memory, LittleEndian.LONG, block.offset, target, 0, block.rows);
        } else {
            for (var i = 0; i < block.rows; i++) {
                target[i] = block.memory.get(LittleEndian.INT, block.offset + (long) i * Integer.BYTES);
            }
        }
    }

    private static void scale(long[] values, long factor, long base) {
        for (var i = 0; i < Batch.CAPACITY; i++) {
            values[i] = base + factor * values[i];
        }
    }

    private static IllegalStateException notOfIntegers(BlockView block) {
        return new IllegalStateException(block.encoding + " does not encode integers");
    }
}
