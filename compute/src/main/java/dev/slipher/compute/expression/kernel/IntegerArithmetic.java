package dev.slipher.compute.expression.kernel;

/**
 * Sums, differences and products of whole numbers and of decimals as their unscaled values.
 *
 * <p>Loops without "checked" in their name are for ranges that were found not to overflow, and may wrap around where a
 * row is null or not selected. Checked ones return whether any row overflowed, null and unselected ones included, so
 * that the caller looks closer only then.
 */
public final class IntegerArithmetic {
    private IntegerArithmetic() {}

    public static void add(int[] left, int[] right, int[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] + right[i];
        }
    }

    public static void add(int[] left, int[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = (long) left[i] + right[i];
        }
    }

    public static void add(long[] left, long[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] + right[i];
        }
    }

    public static void subtract(int[] left, int[] right, int[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] - right[i];
        }
    }

    public static void subtract(int[] left, int[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = (long) left[i] - right[i];
        }
    }

    public static void subtract(long[] left, long[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] - right[i];
        }
    }

    public static void multiply(int[] left, int[] right, int[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] * right[i];
        }
    }

    public static void multiply(int[] left, int[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = (long) left[i] * right[i];
        }
    }

    public static void multiply(long[] left, long[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] * right[i];
        }
    }

    public static void add(int[] left, int right, int[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] + right;
        }
    }

    public static void add(int[] left, long right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] + right;
        }
    }

    public static void add(long[] left, long right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] + right;
        }
    }

    public static void multiply(int[] left, int right, int[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] * right;
        }
    }

    public static void multiply(int[] left, long right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] * right;
        }
    }

    public static void multiply(long[] left, long right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left[i] * right;
        }
    }

    public static void subtract(int left, int[] right, int[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left - right[i];
        }
    }

    public static void subtract(long left, int[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left - right[i];
        }
    }

    public static void subtract(long left, long[] right, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = left - right[i];
        }
    }

    public static boolean addChecked(long[] left, long[] right, long[] out, int rows) {
        long overflow = 0;
        for (int i = 0; i < rows; i++) {
            long sum = left[i] + right[i];
            overflow |= (left[i] ^ sum) & (right[i] ^ sum);
            out[i] = sum;
        }
        return overflow < 0;
    }

    public static boolean subtractChecked(long[] left, long[] right, long[] out, int rows) {
        long overflow = 0;
        for (int i = 0; i < rows; i++) {
            long difference = left[i] - right[i];
            overflow |= (left[i] ^ right[i]) & (left[i] ^ difference);
            out[i] = difference;
        }
        return overflow < 0;
    }

    public static boolean multiplyChecked(long[] left, long[] right, long[] out, int rows) {
        long overflow = 0;
        for (int i = 0; i < rows; i++) {
            long product = left[i] * right[i];
            overflow |= Math.multiplyHigh(left[i], right[i]) ^ (product >> 63);
            out[i] = product;
        }
        return overflow != 0;
    }

    /** Returns whether any value lies outside {@code min} to {@code max}. */
    public static boolean leavesRange(long[] values, long min, long max, int rows) {
        long outside = 0;
        for (int i = 0; i < rows; i++) {
            outside |= values[i] < min ? 1 : 0;
            outside |= values[i] > max ? 1 : 0;
        }
        return outside != 0;
    }

    public static void widen(int[] values, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = values[i];
        }
    }

    public static void narrow(long[] values, int[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = (int) values[i];
        }
    }

    public static void toDouble(int[] values, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = values[i];
        }
    }

    public static void toDouble(long[] values, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = values[i];
        }
    }

    /** Sign-extends values to 128 bits. */
    public static void toWide(long[] values, long[] high, long[] low, int rows) {
        for (int i = 0; i < rows; i++) {
            high[i] = values[i] >> 63;
            low[i] = values[i];
        }
    }
}
