package dev.slipher.compute.expression;

import org.jspecify.annotations.Nullable;

/** A test of single strings that hangs on nothing else, so that a dictionary's entries are tested once. */
interface EntryTest {
    boolean test(byte[] bytes, int from, int to);

    /** Sets the bits of the chosen rows in {@code mask}; those of other rows are undefined. */
    default void testRows(byte[] bytes, int[] offsets, int @Nullable [] selection, int count, long[] mask) {
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            long bit = test(bytes, offsets[row], offsets[row + 1]) ? 1L : 0L;
            mask[row >>> 6] = mask[row >>> 6] & ~(1L << row) | bit << row;
        }
    }
}
