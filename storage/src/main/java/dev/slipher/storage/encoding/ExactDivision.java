package dev.slipher.storage.encoding;

/**
 * Divides multiples of a fixed positive number, and tells which numbers are multiples, by one multiplication each.
 *
 * <p>Granlund and Montgomery, "Division by Invariant Integers using Multiplication" (1994), section 9: an odd divisor has an
 * inverse modulo 2^64, which turns its multiples, and no other numbers, into small ones.
 */
public final class ExactDivision {
    private final int shift;
    private final long lowBits;
    private final long inverse;
    private final long greatestQuotient;

    public ExactDivision(long divisor) {
        shift = Long.numberOfTrailingZeros(divisor);
        lowBits = (1L << shift) - 1;
        var odd = divisor >>> shift;
        // Each step doubles the bits that are right; an odd number is its own inverse in the lowest three.
        var x = odd;
        for (var bits = 3; bits < 64; bits *= 2) {
            x *= 2 - odd * x;
        }
        inverse = x;
        greatestQuotient = Long.divideUnsigned(-1L >>> shift, odd);
    }

    /** Returns whether all {@code values[from] .. values[to - 1]} exceed {@code base} by a multiple. */
    public boolean areMultiples(long[] values, int from, int to, long base) {
        for (var i = from; i < to; i++) {
            var difference = values[i] - base;
            if ((difference & lowBits) != 0
                    || Long.compareUnsigned((difference >>> shift) * inverse, greatestQuotient) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Fills {@code quotients} with what {@code values} exceed {@code base} by, which must be multiples. */
    void divide(long[] values, int count, long base, long[] quotients) {
        for (var i = 0; i < count; i++) {
            quotients[i] = (values[i] - base >>> shift) * inverse;
        }
    }
}
