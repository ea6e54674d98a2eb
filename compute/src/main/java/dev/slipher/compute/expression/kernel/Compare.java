package dev.slipher.compute.expression.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Comparisons that leave one bit a row in a mask. Bits of rows from {@code rows} to the end of their word are undefined.
 *
 * <p>Doubles compare by a long that orders as SQL does: no negative zero, NaN equal to itself and greatest.
 */
public final class Compare {
    private Compare() {}

    /** Returns whether SIMD may read whole words of rows from an array of this length. */
    private static boolean isPadded(int length, int rows) {
        return length >= BitMask.words(rows) << 6;
    }

    /** Marks the rows with {@code min <= value <= max}; {@code min} must not be above {@code max}. */
    public static void inRange(int[] values, int min, int max, int rows, long[] mask) {
        if (Simd.isOn() && isPadded(values.length, rows)) {
            SimdCompare.inRange(values, min, max, rows, mask);
        } else {
            inRangePlain(values, min, max, rows, mask);
        }
    }

    static void inRangePlain(int[] values, int min, int max, int rows, long[] mask) {
        int span = max - min + Integer.MIN_VALUE;
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(64, rows - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                word |= (values[base + i] - min + Integer.MIN_VALUE <= span ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Marks the rows with {@code min <= value <= max}; {@code min} must not be above {@code max}. */
    public static void inRange(long[] values, long min, long max, int rows, long[] mask) {
        if (Simd.isOn() && isPadded(values.length, rows)) {
            SimdCompare.inRange(values, min, max, rows, mask);
        } else {
            inRangePlain(values, min, max, rows, mask);
        }
    }

    static void inRangePlain(long[] values, long min, long max, int rows, long[] mask) {
        long span = max - min + Long.MIN_VALUE;
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(64, rows - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                word |= (values[base + i] - min + Long.MIN_VALUE <= span ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Marks the rows whose {@link #order} lies between {@code min} and {@code max}. */
    public static void inRange(double[] values, long min, long max, int rows, long[] mask) {
        if (Simd.isOn() && isPadded(values.length, rows)) {
            SimdCompare.inRange(values, min, max, rows, mask);
        } else {
            inRangePlain(values, min, max, rows, mask);
        }
    }

    static void inRangePlain(double[] values, long min, long max, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(64, rows - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                long order = order(values[base + i]);
                word |= (order >= min & order <= max ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Returns the long that a double orders by. */
    public static long order(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    /** Marks the rows with {@code left < right}. */
    public static void less(int[] left, int[] right, int rows, long[] mask) {
        if (Simd.isOn() && isPadded(Math.min(left.length, right.length), rows)) {
            SimdCompare.less(left, right, rows, mask);
        } else {
            lessPlain(left, right, rows, mask);
        }
    }

    static void lessPlain(int[] left, int[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(64, rows - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                word |= (left[base + i] < right[base + i] ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Marks the rows with {@code left = right}. */
    public static void equal(int[] left, int[] right, int rows, long[] mask) {
        if (Simd.isOn() && isPadded(Math.min(left.length, right.length), rows)) {
            SimdCompare.equal(left, right, rows, mask);
        } else {
            equalPlain(left, right, rows, mask);
        }
    }

    static void equalPlain(int[] left, int[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(64, rows - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                word |= (left[base + i] == right[base + i] ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Marks the rows with {@code left < right}. */
    public static void less(long[] left, long[] right, int rows, long[] mask) {
        if (Simd.isOn() && isPadded(Math.min(left.length, right.length), rows)) {
            SimdCompare.less(left, right, rows, mask);
        } else {
            lessPlain(left, right, rows, mask);
        }
    }

    static void lessPlain(long[] left, long[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(64, rows - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                word |= (left[base + i] < right[base + i] ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Marks the rows with {@code left = right}. */
    public static void equal(long[] left, long[] right, int rows, long[] mask) {
        if (Simd.isOn() && isPadded(Math.min(left.length, right.length), rows)) {
            SimdCompare.equal(left, right, rows, mask);
        } else {
            equalPlain(left, right, rows, mask);
        }
    }

    static void equalPlain(long[] left, long[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(64, rows - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                word |= (left[base + i] == right[base + i] ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Writes the order of each double. */
    public static void orders(double[] values, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = order(values[i]);
        }
    }

    /** Marks the rows with {@code left < right}, both 128 bits wide. */
    public static void less(long[] leftHigh, long[] leftLow, long[] rightHigh, long[] rightLow, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(base + 64, rows);
            long word = 0;
            for (int i = base; i < end; i++) {
                boolean less = leftHigh[i] < rightHigh[i]
                        || leftHigh[i] == rightHigh[i] && Long.compareUnsigned(leftLow[i], rightLow[i]) < 0;
                word |= (less ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Marks the rows with {@code left = right}, both 128 bits wide. */
    public static void equal(
            long[] leftHigh, long[] leftLow, long[] rightHigh, long[] rightLow, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(base + 64, rows);
            long word = 0;
            for (int i = base; i < end; i++) {
                word |= ((leftHigh[i] ^ rightHigh[i] | leftLow[i] ^ rightLow[i]) == 0 ? 1L : 0L) << i;
            }
            mask[base >>> 6] = word;
        }
    }

    /** Marks the selected rows with {@code min <= value <= max}, leaving the bits of other rows undefined. */
    public static void inRange(long[] values, long min, long max, int[] selection, int count, long[] mask) {
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            long bit = values[row] >= min & values[row] <= max ? 1L : 0L;
            mask[row >>> 6] = mask[row >>> 6] & ~(1L << row) | bit << row;
        }
    }

    /** Marks the selected rows with {@code min <= value <= max}, leaving the bits of other rows undefined. */
    public static void inRange(int[] values, int min, int max, int[] selection, int count, long[] mask) {
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            long bit = values[row] >= min & values[row] <= max ? 1L : 0L;
            mask[row >>> 6] = mask[row >>> 6] & ~(1L << row) | bit << row;
        }
    }

    /** Returns whether so many rows are selected that a loop over all of them is faster than one over positions. */
    public static boolean isDense(int @Nullable [] selection, int count, int rows) {
        return selection == null || count * 8 >= rows;
    }
}
