package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.util.Arrays;

/**
 * Chooses and applies the encoding of blocks of doubles; one encoder serves one thread.
 *
 * <p>DECIMAL_DOUBLE holds doubles that are decimal fractions as integers over a power of ten, after "ALP: Adaptive Lossless
 * floating-Point Compression" (Afroozeh and others, 2023), but divides by the power instead of multiplying by two
 * constants: a division is rounded correctly, so every decimal of up to 15 digits comes back bit by bit.
 *
 * <pre>
 * u8           exponent e: the value is integer / 10^e
 * u8           0
 * u16          number of exceptions
 * u32          0
 * i64          smallest integer
 * planes       integers less the smallest; the width is in the block's header
 * u16[n]       positions of values that are no such fraction
 * f64[n]       these values
 * </pre>
 */
public final class DoubleBlockEncoder {
    static final int PLANES = 16;

    static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};

    private static final double MAX_INTEGER = 1L << 52;
    private static final int SAMPLE = 32;
    private static final int EXCEPTION_BYTES = Short.BYTES + Double.BYTES;

    private final long[] integers = new long[Batch.CAPACITY + Batch.SLACK];
    private final int[] plane = new int[Batch.CAPACITY + Batch.SLACK];
    private final short[] exceptions = new short[Batch.CAPACITY];
    private int width;

    /** Returns the bit width for the header of the block that was encoded last. */
    public int width() {
        return width;
    }

    /**
     * Appends a block in the encoding that suits it.
     *
     * @param values null rows hold any of the other rows' values
     */
    public Encoding encode(double[] values, int rows, ByteOutput target) {
        width = 0;
        if (isConstant(values, rows)) {
            return Encoding.CONSTANT;
        }
        var exponent = bestExponent(values, rows);
        var exceptionCount = divide(values, rows, POWERS[exponent]);
        var min = Long.MAX_VALUE;
        var max = Long.MIN_VALUE;
        for (var i = 0; i < rows; i++) {
            min = Math.min(min, integers[i]);
            max = Math.max(max, integers[i]);
        }
        var packedWidth = 64 - Long.numberOfLeadingZeros(max - min);
        var bytes = PLANES + BitPacking.packedBytes(rows, packedWidth) + exceptionCount * EXCEPTION_BYTES;
        if (bytes >= rows * Double.BYTES) {
            encodeRaw(values, rows, target);
            return Encoding.RAW;
        }
        width = packedWidth;
        target.putByte(exponent);
        target.putByte(0);
        target.putShort(exceptionCount);
        target.putInt(0);
        target.putLong(min);
        for (var i = 0; i < rows; i++) {
            integers[i] -= min;
        }
        Arrays.fill(integers, rows, (rows + 63) & -64, 0);
        BitPacking.packLongs(integers, rows, width, plane, target);
        for (var i = 0; i < exceptionCount; i++) {
            target.putShort(exceptions[i]);
        }
        for (var i = 0; i < exceptionCount; i++) {
            target.putLong(Double.doubleToRawLongBits(values[exceptions[i]]));
        }
        return Encoding.DECIMAL_DOUBLE;
    }

    public static void encodeRaw(double[] values, int rows, ByteOutput target) {
        for (var i = 0; i < rows; i++) {
            target.putLong(Double.doubleToRawLongBits(values[i]));
        }
    }

    private static boolean isConstant(double[] values, int rows) {
        var first = Double.doubleToRawLongBits(values[0]);
        for (var i = 1; i < rows; i++) {
            if (Double.doubleToRawLongBits(values[i]) != first) {
                return false;
            }
        }
        return true;
    }

    /** Returns the smallest exponent with the fewest exceptions in a sample. */
    private static int bestExponent(double[] values, int rows) {
        var step = Math.max(1, rows / SAMPLE);
        var best = 0;
        var fewest = Integer.MAX_VALUE;
        for (var exponent = 0; exponent < POWERS.length && fewest > 0; exponent++) {
            var count = 0;
            for (var i = 0; i < rows; i += step) {
                count += isFraction(values[i], POWERS[exponent]) ? 0 : 1;
            }
            if (count < fewest) {
                fewest = count;
                best = exponent;
            }
        }
        return best;
    }

    private static boolean isFraction(double value, double power) {
        var integer = Math.rint(value * power);
        return Math.abs(integer) < MAX_INTEGER
                && Double.doubleToRawLongBits((long) integer / power) == Double.doubleToRawLongBits(value);
    }

    /** Fills {@link #integers} and {@link #exceptions}; an exception takes the integer of the row before. */
    private int divide(double[] values, int rows, double power) {
        var count = 0;
        var before = 0L;
        for (var i = 0; i < rows; i++) {
            if (isFraction(values[i], power)) {
                before = (long) Math.rint(values[i] * power);
            } else {
                exceptions[count++] = (short) i;
            }
            integers[i] = before;
        }
        return count;
    }
}
