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

    static void unpack(MemorySegment words, long offset, int width, int base, int[] target) {
        var mask = BitPacking.mask(width);
        for (var row = 0; row < 32; row++) {
            var shift = row * width & 31;
            var at = offset + (long) BitPacking.ROW_BYTES * (row * width >>> 5);
            var out = 64 * row;
            if (shift + width > 32) {
                for (var lane = 0; lane < 64; lane++) {
                    var value = words.get(LittleEndian.INT, at + 4L * lane) >>> shift
                            | words.get(LittleEndian.INT, at + BitPacking.ROW_BYTES + 4L * lane) << (32 - shift);
                    target[out + lane] = (value & mask) + base;
                }
            } else {
                for (var lane = 0; lane < 64; lane++) {
                    target[out + lane] = (words.get(LittleEndian.INT, at + 4L * lane) >>> shift & mask) + base;
                }
            }
        }
    }

    static void filter(MemorySegment words, long offset, int width, int low, int span, long[] accepted) {
        var mask = BitPacking.mask(width);
        var limit = span + Integer.MIN_VALUE;
        for (var row = 0; row < 32; row++) {
            var shift = row * width & 31;
            var at = offset + (long) BitPacking.ROW_BYTES * (row * width >>> 5);
            var straddles = shift + width > 32;
            var bits = 0L;
            for (var lane = 0; lane < 64; lane++) {
                var value = words.get(LittleEndian.INT, at + 4L * lane) >>> shift;
                if (straddles) {
                    value |= words.get(LittleEndian.INT, at + BitPacking.ROW_BYTES + 4L * lane) << (32 - shift);
                }
                bits |= ((value & mask) - low + Integer.MIN_VALUE <= limit ? 1L : 0L) << lane;
            }
            accepted[row] = bits;
        }
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
