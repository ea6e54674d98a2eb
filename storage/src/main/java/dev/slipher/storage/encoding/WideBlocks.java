package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Encodes and decodes blocks of 128-bit integers. An encoder serves one thread.
 *
 * <p>{@link Encoding#WIDE}:
 *
 * <pre>
 * i64          smallest low half, as a signed number
 * i64          smallest high half
 * u8           bit width of the low halves
 * u8           bit width of the high halves, or 255: each is the sign of its low half
 * u8[6]        0
 * planes       low halves less the smallest
 * planes       high halves less the smallest, unless they are signs
 * </pre>
 *
 * {@link Encoding#RAW}: all high halves, then all low halves.
 */
public final class WideBlocks {
    private static final int PLANES = 24;
    private static final int SIGNS = 0xFF;

    private final long[] differences = new long[Batch.CAPACITY + Batch.SLACK];
    private final int[] plane = new int[Batch.CAPACITY + Batch.SLACK];

    /**
     * Appends a block; one whose values are all equal takes no bytes.
     *
     * @param high null rows hold any of the other rows' values, here and in {@code low}
     */
    public Encoding encode(long[] high, long[] low, int rows, ByteOutput target) {
        var minHigh = min(high, rows);
        var maxHigh = max(high, rows);
        var minLow = min(low, rows);
        var maxLow = max(low, rows);
        if (minHigh == maxHigh && minLow == maxLow) {
            return Encoding.CONSTANT;
        }
        var signs = areSigns(high, low, rows);
        var lowWidth = 64 - Long.numberOfLeadingZeros(maxLow - minLow);
        var highWidth = 64 - Long.numberOfLeadingZeros(maxHigh - minHigh);
        target.putLong(minLow);
        target.putLong(minHigh);
        target.putByte(lowWidth);
        target.putByte(signs ? SIGNS : highWidth);
        target.putShort(0);
        target.putInt(0);
        pack(low, rows, minLow, lowWidth, target);
        if (!signs) {
            pack(high, rows, minHigh, highWidth, target);
        }
        return Encoding.WIDE;
    }

    public static void encodeRaw(long[] high, long[] low, int rows, ByteOutput target) {
        IntegerBlockEncoder.encodeRaw(high, rows, Long.BYTES, target);
        IntegerBlockEncoder.encodeRaw(low, rows, Long.BYTES, target);
    }

    /**
     * Decodes a block.
     *
     * @param constantHigh the high half of all values if the block is constant, and {@code constantLow} the low one
     */
    public static void decode(
            BlockView block, long constantHigh, long constantLow, long[] high, long[] low, DecodeScratch scratch) {
        switch (block.encoding) {
            case CONSTANT -> {
                Arrays.fill(high, 0, Batch.CAPACITY, constantHigh);
                Arrays.fill(low, 0, Batch.CAPACITY, constantLow);
            }
            case RAW -> {
                var lows = block.offset + (long) block.rows * Long.BYTES;
                MemorySegment.copy(block.memory, LittleEndian.LONG, block.offset, high, 0, block.rows);
                MemorySegment.copy(block.memory, LittleEndian.LONG, lows, low, 0, block.rows);
            }
            case WIDE -> decodeHalves(block, high, low, scratch);
            case FRAME, DELTA_LANE, RUN_LENGTH, DECIMAL_DOUBLE, SYMBOL, ZSTD ->
                throw new IllegalStateException(block.encoding + " does not encode 128-bit integers");
        }
    }

    private static void decodeHalves(BlockView block, long[] high, long[] low, DecodeScratch scratch) {
        var memory = block.memory;
        var minLow = memory.get(LittleEndian.LONG, block.offset);
        var minHigh = memory.get(LittleEndian.LONG, block.offset + Long.BYTES);
        var lowWidth = memory.get(LittleEndian.BYTE, block.offset + 16) & 0xFF;
        var highWidth = memory.get(LittleEndian.BYTE, block.offset + 17) & 0xFF;
        var planes = block.offset + PLANES;
        BitPacking.unpackLongs(memory, planes, block.rows, lowWidth, minLow, 1, low, scratch);
        if (highWidth == SIGNS) {
            for (var i = 0; i < Batch.CAPACITY; i++) {
                high[i] = low[i] >> 63;
            }
        } else {
            planes += BitPacking.packedBytes(block.rows, lowWidth);
            BitPacking.unpackLongs(memory, planes, block.rows, highWidth, minHigh, 1, high, scratch);
        }
    }

    private void pack(long[] values, int rows, long min, int width, ByteOutput target) {
        for (var i = 0; i < rows; i++) {
            differences[i] = values[i] - min;
        }
        Arrays.fill(differences, rows, (rows + 63) & -64, 0);
        BitPacking.packLongs(differences, rows, width, plane, target);
    }

    private static boolean areSigns(long[] high, long[] low, int rows) {
        var differences = 0L;
        for (var i = 0; i < rows; i++) {
            differences |= high[i] ^ (low[i] >> 63);
        }
        return differences == 0;
    }

    private static long min(long[] values, int rows) {
        var min = Long.MAX_VALUE;
        for (var i = 0; i < rows; i++) {
            min = Math.min(min, values[i]);
        }
        return min;
    }

    private static long max(long[] values, int rows) {
        var max = Long.MIN_VALUE;
        for (var i = 0; i < rows; i++) {
            max = Math.max(max, values[i]);
        }
        return max;
    }
}
