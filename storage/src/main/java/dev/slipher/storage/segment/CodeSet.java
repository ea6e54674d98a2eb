package dev.slipher.storage.segment;

/**
 * The dictionary codes that a predicate accepts, made once for a chunk's dictionary and used for all its blocks.
 *
 * <p>Codes from {@link #first()} to {@link #last()} are accepted; all of them if {@link #isContiguous()}.
 */
public final class CodeSet {
    private final long[] bits;
    private final int first;
    private final int last;
    private final int count;

    private CodeSet(long[] bits, int first, int last, int count) {
        this.bits = bits;
        this.first = first;
        this.last = last;
        this.count = count;
    }

    /**
     * Makes a set of codes.
     *
     * @param bits bit {@code c & 63} of word {@code c >>> 6} says whether code {@code c} is accepted; not copied
     */
    public static CodeSet of(long[] bits) {
        var first = Integer.MAX_VALUE;
        var last = -1;
        var count = 0;
        for (var i = 0; i < bits.length; i++) {
            if (bits[i] != 0) {
                first = Math.min(first, (i << 6) + Long.numberOfTrailingZeros(bits[i]));
                last = (i << 6) + 63 - Long.numberOfLeadingZeros(bits[i]);
                count += Long.bitCount(bits[i]);
            }
        }
        return new CodeSet(bits, first, last, count);
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Returns the lowest accepted code, {@link Integer#MAX_VALUE} if there is none. */
    public int first() {
        return first;
    }

    /** Returns the highest accepted code, -1 if there is none. */
    public int last() {
        return last;
    }

    public boolean isContiguous() {
        return count == last - first + 1;
    }

    public boolean contains(int code) {
        return code >>> 6 < bits.length && (bits[code >>> 6] >>> code & 1) != 0;
    }

    /** Clears bits of {@code mask} for rows whose code is not accepted. */
    void filter(int[] codes, long[] mask) {
        for (var word = 0; word < 32; word++) {
            if (mask[word] == 0) {
                continue;
            }
            var accepted = 0L;
            for (var lane = 0; lane < 64; lane++) {
                var code = codes[64 * word + lane];
                // Codes of rows that are not there may be anything.
                var inside = code >>> 6 < bits.length ? bits[code >>> 6] >>> code & 1 : 0;
                accepted |= inside << lane;
            }
            mask[word] &= accepted;
        }
    }
}
