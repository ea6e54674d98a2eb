package dev.slipher.storage.encoding;

import java.lang.foreign.MemorySegment;

/** The kernels of {@link BitPacking} as plain loops: for other processors, for start-up, and to check the others by. */
final class BitPackingPlain {
    private BitPackingPlain() {}

    static void pack(int[] values, int rows, int width, int[] words) {
        var laneRows = (rows + 63) >>> 6;
        for (var lane = 0; lane < 64; lane++) {
            var at = lane;
            var current = 0;
            var bit = 0;
            for (var row = 0; row < laneRows; row++) {
                var value = values[64 * row + lane];
                current |= value << bit;
                bit += width;
                if (bit >= 32) {
                    words[at] = current;
                    at += 64;
                    bit -= 32;
                    current = bit == 0 ? 0 : value >>> (width - bit);
                }
            }
            if (bit > 0) {
                words[at] = current;
            }
        }
    }

    static void unpack(MemorySegment memory, long offset, int width, int base, int[] target) {
        var words = plane(memory, offset, width);
        var mask = BitPacking.mask(width);
        for (var row = 0; row < 32; row++) {
            var shift = row * width & 31;
            var at = 64 * (row * width >>> 5);
            var out = 64 * row;
            if (shift + width > 32) {
                for (var lane = 0; lane < 64; lane++) {
                    var value = words[at + lane] >>> shift | words[at + 64 + lane] << (32 - shift);
                    target[out + lane] = (value & mask) + base;
                }
            } else {
                for (var lane = 0; lane < 64; lane++) {
                    target[out + lane] = (words[at + lane] >>> shift & mask) + base;
                }
            }
        }
    }

    static void filter(MemorySegment memory, long offset, int width, int low, int span, long[] accepted) {
        var values = new int[64 * 32];
        unpack(memory, offset, width, 0, values);
        filter(values, low, span, accepted);
    }

    /** Copies a plane at once, for reading off the heap word by word is very slow in code that is not compiled yet. */
    private static int[] plane(MemorySegment memory, long offset, int width) {
        var words = new int[64 * width];
        MemorySegment.copy(memory, LittleEndian.INT, offset, words, 0, words.length);
        return words;
    }

    static void filter(int[] values, int low, int span, long[] accepted) {
        var limit = span + Integer.MIN_VALUE;
        for (var row = 0; row < 32; row++) {
            var bits = 0L;
            for (var lane = 0; lane < 64; lane++) {
                bits |= (values[64 * row + lane] - low + Integer.MIN_VALUE <= limit ? 1L : 0L) << lane;
            }
            accepted[row] = bits;
        }
    }
}
