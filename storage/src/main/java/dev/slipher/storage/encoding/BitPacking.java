package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Transposed bit packing: 2,048 values as 32 rows of 64 lanes, so that any SIMD width unpacks whole lanes at once.
 *
 * <p>Value {@code i} is in row {@code i / 64} of lane {@code i % 64}. A lane is a stream of bits in 32-bit little-endian
 * words, row {@code r} in bits {@code r*w .. r*w + w - 1}; word {@code k} of lane {@code l} is word {@code 64*k + l} of the
 * plane. So row {@code r} of a comparison is word {@code r} of a null or selection mask. A plane takes widths 0 to 32;
 * wider values have their low 32 bits in one plane and the rest in a second. Blocks of fewer values leave out the rows they
 * do not have; unpacking still writes 2,048 values, so {@link #SLACK_BYTES} must be readable after the last plane.
 *
 * <p>Packed words are read off the heap only, for a kernel that meets both kinds of memory segments is several times slower.
 *
 * <p>The kernels exist twice. The plain ones serve until {@link #train()} has compiled the others, for Vector API code that
 * runs uncompiled is a hundred times slower than either.
 */
public final class BitPacking {
    /** Bytes that unpacking may read past the end of a plane. */
    public static final int SLACK_BYTES = 8_192;

    static final int ROW_BYTES = 256;

    private static final int TRAINING_ROUNDS = 400;

    private static boolean simd;

    private BitPacking() {}

    /** Runs the SIMD kernels until they are compiled, then lets them serve. Takes about a second. */
    public static void train() {
        train(() -> true);
    }

    /**
     * Does so in the background.
     *
     * @param goesOn asked between any two calls, which take milliseconds at first; may wait, and gives up training with false
     */
    public static void train(BooleanSupplier goesOn) {
        var values = new int[Batch.CAPACITY + Batch.SLACK];
        var accepted = new long[32];
        var words = new int[Batch.CAPACITY];
        var packed = Arena.ofAuto().allocate(SLACK_BYTES);
        for (var round = 0; round < TRAINING_ROUNDS; round++) {
            for (var width = 1; width <= 32; width++) {
                if (!goesOn.getAsBoolean()) {
                    return;
                }
                BitPackingSimd.pack(values, Batch.CAPACITY, width, words);
                BitPackingSimd.unpack(packed, 0, width, round, values);
                BitPackingSimd.filter(packed, 0, width, 1, width, accepted);
                BitPackingSimd.filter(values, 1, width, accepted);
            }
        }
        simd = true;
    }

    /** Returns the bytes that {@code rows} values of {@code width} bits take, for widths to 64. */
    static int packedBytes(int rows, int width) {
        var laneRows = (rows + 63) >>> 6;
        var low = Math.min(width, 32);
        return ROW_BYTES * (((laneRows * low + 31) >>> 5) + ((laneRows * (width - low) + 31) >>> 5));
    }

    static int mask(int width) {
        return width == 32 ? -1 : (1 << width) - 1;
    }

    /** Appends {@code values}, each below 2^width as an unsigned number; values to the next multiple of 64 must be too. */
    static void packInts(int[] values, int rows, int width, ByteOutput target) {
        if (width == 0) {
            return;
        }
        var words = target.words();
        if (simd) {
            BitPackingSimd.pack(values, rows, width, words);
        } else {
            BitPackingPlain.pack(values, rows, width, words);
        }
        target.putInts(words, packedBytes(rows, width) / Integer.BYTES);
    }

    /** Appends {@code values} of up to 64 bits, in two planes if they need more than 32. */
    static void packLongs(long[] values, int rows, int width, int[] plane, ByteOutput target) {
        var padded = (rows + 63) & -64;
        for (var i = 0; i < padded; i++) {
            plane[i] = (int) values[i];
        }
        packInts(plane, rows, Math.min(width, 32), target);
        if (width > 32) {
            for (var i = 0; i < padded; i++) {
                plane[i] = (int) (values[i] >>> 32);
            }
            packInts(plane, rows, width - 32, target);
        }
    }

    /** Unpacks a plane of up to 32 bits and adds {@code base} to each value. */
    static void unpackInts(MemorySegment words, long offset, int width, int base, int[] target) {
        if (width == 0) {
            Arrays.fill(target, 0, Batch.CAPACITY, base);
        } else if (simd) {
            BitPackingSimd.unpack(words, offset, width, base, target);
        } else {
            BitPackingPlain.unpack(words, offset, width, base, target);
        }
    }

    /** Unpacks values of up to 64 bits as {@code base + factor * value}. */
    static void unpackLongs(
            MemorySegment words,
            long offset,
            int rows,
            int width,
            long base,
            long factor,
            long[] target,
            DecodeScratch scratch) {
        unpackInts(words, offset, Math.min(width, 32), 0, scratch.low);
        if (width > 32) {
            unpackInts(words, offset + packedBytes(rows, 32), width - 32, 0, scratch.high);
            combine(scratch.low, scratch.high, base, factor, target);
        } else if (factor == 1) {
            widen(scratch.low, base, target);
        } else {
            widen(scratch.low, base, factor, target);
        }
    }

    /** Sets bit {@code l} of {@code accepted[r]} where a plane's value is between {@code low} and {@code high}, unsigned. */
    static void filter(MemorySegment words, long offset, int width, int low, int high, long[] accepted) {
        if (simd) {
            BitPackingSimd.filter(words, offset, width, low, high - low, accepted);
        } else {
            BitPackingPlain.filter(words, offset, width, low, high - low, accepted);
        }
    }

    /** Does the same for values that were unpacked already. */
    static void filter(int[] values, int low, int high, long[] accepted) {
        if (simd) {
            BitPackingSimd.filter(values, low, high - low, accepted);
        } else {
            BitPackingPlain.filter(values, low, high - low, accepted);
        }
    }

    private static void widen(int[] low, long base, long[] target) {
        for (var i = 0; i < Batch.CAPACITY; i++) {
            target[i] = base + (low[i] & 0xFFFF_FFFFL);
        }
    }

    private static void widen(int[] low, long base, long factor, long[] target) {
        for (var i = 0; i < Batch.CAPACITY; i++) {
            target[i] = base + factor * (low[i] & 0xFFFF_FFFFL);
        }
    }

    private static void combine(int[] low, int[] high, long base, long factor, long[] target) {
        for (var i = 0; i < Batch.CAPACITY; i++) {
            target[i] = base + factor * ((long) high[i] << 32 | low[i] & 0xFFFF_FFFFL);
        }
    }
}
