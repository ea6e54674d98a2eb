package dev.slipher.compute.expression.kernel;

/**
 * Sums, differences, products and quotients of doubles. Each returns whether any result is not finite or, for products
 * and quotients, zero, so that the caller looks closer only then; no result is a negative zero.
 */
public final class DoubleArithmetic {
    private DoubleArithmetic() {}

    public static boolean add(double[] left, double[] right, double[] out, int rows) {
        boolean suspect = false;
        for (int i = 0; i < rows; i++) {
            double value = left[i] + right[i] + 0.0;
            suspect |= !(Math.abs(value) <= Double.MAX_VALUE);
            out[i] = value;
        }
        return suspect;
    }

    public static boolean subtract(double[] left, double[] right, double[] out, int rows) {
        boolean suspect = false;
        for (int i = 0; i < rows; i++) {
            double value = left[i] - right[i] + 0.0;
            suspect |= !(Math.abs(value) <= Double.MAX_VALUE);
            out[i] = value;
        }
        return suspect;
    }

    public static boolean multiply(double[] left, double[] right, double[] out, int rows) {
        boolean suspect = false;
        for (int i = 0; i < rows; i++) {
            double value = left[i] * right[i] + 0.0;
            suspect |= !(Math.abs(value) <= Double.MAX_VALUE) | value == 0;
            out[i] = value;
        }
        return suspect;
    }

    public static boolean divide(double[] left, double[] right, double[] out, int rows) {
        boolean suspect = false;
        for (int i = 0; i < rows; i++) {
            double value = left[i] / right[i] + 0.0;
            suspect |= !(Math.abs(value) <= Double.MAX_VALUE) | value == 0;
            out[i] = value;
        }
        return suspect;
    }

    /** Rounds each value to the nearest float; returns whether any became infinite or zero. */
    public static boolean roundToReal(double[] values, int rows) {
        boolean suspect = false;
        for (int i = 0; i < rows; i++) {
            double value = (float) values[i];
            suspect |= !(Math.abs(value) <= Double.MAX_VALUE) | value == 0;
            values[i] = value;
        }
        return suspect;
    }
}
