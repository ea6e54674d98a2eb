package dev.slipher.storage.encoding;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The kernels of {@link BitPacking} on the Vector API, for any vector of at most 64 ints. */
final class BitPackingSimd {
    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private BitPackingSimd() {}

    static void pack(int[] values, int rows, int width, int[] words) {
        var laneRows = (rows + 63) >>> 6;
        for (var lane = 0; lane < 64; lane += LANES) {
            var at = lane;
            var current = IntVector.zero(SPECIES);
            var bit = 0;
            for (var row = 0; row < laneRows; row++) {
                var value = IntVector.fromArray(SPECIES, values, 64 * row + lane);
                current = current.or(value.lanewise(VectorOperators.LSHL, bit));
                bit += width;
                if (bit >= 32) {
                    current.intoArray(words, at);
                    at += 64;
                    bit -= 32;
                    current = bit == 0 ? IntVector.zero(SPECIES) : value.lanewise(VectorOperators.LSHR, width - bit);
                }
            }
            if (bit > 0) {
                current.intoArray(words, at);
            }
        }
    }

    static void unpack(MemorySegment words, long offset, int width, int base, int[] target) {
        var mask = BitPacking.mask(width);
        for (var lane = 0; lane < 64; lane += LANES) {
            var at = offset + 4L * lane;
            var current = IntVector.fromMemorySegment(SPECIES, words, at, ORDER);
            var bit = 0;
            var left = width;
            for (var row = 0; row < 32; row++) {
                var value = current.lanewise(VectorOperators.LSHR, bit);
                bit += width;
                if (bit >= 32) {
                    bit -= 32;
                    left--;
                    if (left > 0) {
                        at += BitPacking.ROW_BYTES;
                        current = IntVector.fromMemorySegment(SPECIES, words, at, ORDER);
                        if (bit > 0) {
                            value = value.or(current.lanewise(VectorOperators.LSHL, width - bit));
                        }
                    }
                }
                value.and(mask).add(base).intoArray(target, 64 * row + lane);
            }
        }
    }

    static void filter(MemorySegment words, long offset, int width, int low, int span, long[] accepted) {
        var mask = BitPacking.mask(width);
        for (var lane = 0; lane < 64; lane += LANES) {
            var at = offset + 4L * lane;
            var current = IntVector.fromMemorySegment(SPECIES, words, at, ORDER);
            var bit = 0;
            var left = width;
            for (var row = 0; row < 32; row++) {
                var value = current.lanewise(VectorOperators.LSHR, bit);
                bit += width;
                if (bit >= 32) {
                    bit -= 32;
                    left--;
                    if (left > 0) {
                        at += BitPacking.ROW_BYTES;
                        current = IntVector.fromMemorySegment(SPECIES, words, at, ORDER);
                        if (bit > 0) {
                            value = value.or(current.lanewise(VectorOperators.LSHL, width - bit));
                        }
                    }
                }
                var bits = value.and(mask)
                                .sub(low)
                                .compare(VectorOperators.ULE, span)
                                .toLong()
                        << lane;
                accepted[row] = lane == 0 ? bits : accepted[row] | bits;
            }
        }
    }

    static void filter(int[] values, int low, int span, long[] accepted) {
        for (var row = 0; row < 32; row++) {
            var bits = 0L;
            for (var lane = 0; lane < 64; lane += LANES) {
                bits |= IntVector.fromArray(SPECIES, values, 64 * row + lane)
                                .sub(low)
                                .compare(VectorOperators.ULE, span)
                                .toLong()
                        << lane;
            }
            accepted[row] = bits;
        }
    }
}
