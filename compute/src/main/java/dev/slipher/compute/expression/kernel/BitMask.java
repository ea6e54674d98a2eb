package dev.slipher.compute.expression.kernel;

import dev.slipher.storage.batch.Batch;

/** Sets of a batch's positions as one bit a row: bit {@code i & 63} of word {@code i >>> 6}. */
public final class BitMask {
    /** Words of the mask of a full batch, with slack. */
    public static final int WORDS = (Batch.CAPACITY + Batch.SLACK) >>> 6;

    private BitMask() {}

    /** Returns the number of words that {@code rows} rows take. */
    public static int words(int rows) {
        return (rows + 63) >>> 6;
    }

    /** Sets the first {@code rows} bits and clears the rest of the last word. */
    public static void fill(long[] mask, int rows) {
        int full = rows >>> 6;
        for (int i = 0; i < full; i++) {
            mask[i] = -1L;
        }
        if ((rows & 63) != 0) {
            mask[full] = (1L << rows) - 1;
        }
    }

    /** Counts the set bits of the first {@code words} words. */
    public static int count(long[] mask, int words) {
        int count = 0;
        for (int i = 0; i < words; i++) {
            count += Long.bitCount(mask[i]);
        }
        return count;
    }

    /** Writes the positions of the set bits, ascending, and returns how many. */
    public static int toPositions(long[] mask, int words, int[] positions) {
        int count = 0;
        for (int i = 0; i < words; i++) {
            long word = mask[i];
            int base = i << 6;
            while (word != 0) {
                positions[count++] = base + Long.numberOfTrailingZeros(word);
                word &= word - 1;
            }
        }
        return count;
    }

    public static boolean get(long[] mask, int position) {
        return (mask[position >>> 6] >>> position & 1) != 0;
    }

    public static void set(long[] mask, int position) {
        mask[position >>> 6] |= 1L << position;
    }
}
