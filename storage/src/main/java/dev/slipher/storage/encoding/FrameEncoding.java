package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.util.Arrays;

/** {@link Encoding#FRAME}: nothing but one or two planes of bit-packed quotients {@code (value - min) / factor}. */
final class FrameEncoding {
    private FrameEncoding() {}

    static void encode(long[] quotients, int rows, int width, int[] plane, ByteOutput target) {
        BitPacking.packLongs(quotients, rows, width, plane, target);
    }

    static void decode(BlockView block, int[] target) {
        if (block.width > 32) {
            throw new IllegalStateException("values of %d bits do not fit an int".formatted(block.width));
        }
        if (block.factor == 1) {
            BitPacking.unpackInts(block.memory, block.offset, block.width, (int) block.min, target);
        } else {
            BitPacking.unpackInts(block.memory, block.offset, block.width, 0, target);
            scale(target, (int) block.factor, (int) block.min);
        }
    }

    static void decode(BlockView block, long[] target, DecodeScratch scratch) {
        BitPacking.unpackLongs(
                block.memory, block.offset, block.rows, block.width, block.min, block.factor, target, scratch);
    }

    /** Sets bits of {@code accepted} for quotients between {@code low} and {@code high}, unsigned. */
    static void filter(BlockView block, long low, long high, long[] accepted, DecodeScratch scratch) {
        if (block.width <= 32) {
            BitPacking.filter(block.memory, block.offset, block.width, (int) low, (int) high, accepted);
            return;
        }
        BitPacking.unpackLongs(block.memory, block.offset, block.rows, block.width, 0, 1, scratch.longs, scratch);
        filter(scratch.longs, low, high, accepted);
    }

    static void filter(long[] quotients, long low, long high, long[] accepted) {
        Arrays.fill(accepted, 0);
        var limit = high - low + Long.MIN_VALUE;
        for (var row = 0; row < 32; row++) {
            var bits = 0L;
            for (var lane = 0; lane < 64; lane++) {
                bits |= (quotients[64 * row + lane] - low + Long.MIN_VALUE <= limit ? 1L : 0L) << lane;
            }
            accepted[row] = bits;
        }
    }

    static void scale(int[] values, int factor, int base) {
        for (var i = 0; i < Batch.CAPACITY; i++) {
            values[i] = base + factor * values[i];
        }
    }
}
