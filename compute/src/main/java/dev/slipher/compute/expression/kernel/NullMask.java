package dev.slipher.compute.expression.kernel;

import org.jspecify.annotations.Nullable;

/** Null masks: one bit a row, or null when nothing is. */
public final class NullMask {
    private NullMask() {}

    /** Returns a mask of the rows that are null on either side: one of the arguments, or {@code scratch}. */
    @SuppressWarnings("ReferenceEquality") // the same array needs no union
    public static long @Nullable [] union(long @Nullable [] left, long @Nullable [] right, int rows, long[] scratch) {
        if (left == null || left == right) {
            return right;
        }
        if (right == null) {
            return left;
        }
        int words = BitMask.words(rows);
        for (int i = 0; i < words; i++) {
            scratch[i] = left[i] | right[i];
        }
        return scratch;
    }
}
