package dev.slipher.storage.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A register for 128-bit arithmetic: {@code high * 2^64 + low}, low unsigned, two's complement.
 *
 * <p>Kernels load, compute and store through one register a thread; nothing is allocated but in divisions by divisors
 * of more than 64 bits. Operations that can leave 128 bits say so by returning false, and then the value is undefined.
 */
public final class Int128 {
    /** The powers of ten that fit a long, by exponent. */
    private static final long[] POWERS = new long[19];

    private static final long[] POWER_HIGH = new long[39];
    private static final long[] POWER_LOW = new long[39];

    static {
        var power = BigInteger.ONE;
        for (int i = 0; i <= 38; i++) {
            if (i <= 18) {
                POWERS[i] = power.longValueExact();
            }
            POWER_LOW[i] = power.longValue();
            POWER_HIGH[i] = power.shiftRight(64).longValueExact();
            power = power.multiply(BigInteger.TEN);
        }
    }

    private long high;
    private long low;

    /** Returns 10^{@code exponent}, for exponents up to 18. */
    public static long powerOfTen(int exponent) {
        return POWERS[exponent];
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    public void set(long newHigh, long newLow) {
        high = newHigh;
        low = newLow;
    }

    public void set(long value) {
        high = value >> 63;
        low = value;
    }

    public void set(BigInteger value) {
        low = value.longValue();
        high = value.shiftRight(64).longValue();
    }

    public int signum() {
        return high < 0 ? -1 : (high | low) == 0 ? 0 : 1;
    }

    public void negate() {
        low = -low;
        high = ~high + (low == 0 ? 1 : 0);
    }

    /** Returns whether the value is a long. */
    public boolean fitsLong() {
        return high == low >> 63;
    }

    /** Adds, and returns whether the sum fits. */
    public boolean add(long otherHigh, long otherLow) {
        long sum = low + otherLow;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        long sumHigh = high + otherHigh + carry;
        boolean fits = ((high ^ sumHigh) & (otherHigh ^ sumHigh)) >= 0;
        low = sum;
        high = sumHigh;
        return fits;
    }

    /** Subtracts, and returns whether the difference fits. */
    public boolean subtract(long otherHigh, long otherLow) {
        long difference = low - otherLow;
        long borrow = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
        long differenceHigh = high - otherHigh - borrow;
        boolean fits = ((high ^ otherHigh) & (high ^ differenceHigh)) >= 0;
        low = difference;
        high = differenceHigh;
        return fits;
    }

    /** Multiplies, and returns whether the product fits. */
    public boolean multiply(long otherHigh, long otherLow) {
        if (fitsLong() && otherHigh == otherLow >> 63) {
            high = Math.multiplyHigh(low, otherLow);
            low *= otherLow;
            return true;
        }
        boolean negative = (high ^ otherHigh) < 0;
        long leftLow = low;
        long leftHigh = high;
        if (leftHigh < 0) {
            leftLow = -leftLow;
            leftHigh = ~leftHigh + (leftLow == 0 ? 1 : 0);
        }
        long rightLow = otherLow;
        long rightHigh = otherHigh;
        if (rightHigh < 0) {
            rightLow = -rightLow;
            rightHigh = ~rightHigh + (rightLow == 0 ? 1 : 0);
        }
        if (leftHigh != 0 && rightHigh != 0) {
            return false;
        }
        long crossHigh = leftHigh == 0 ? rightHigh : leftHigh;
        long crossLow = leftHigh == 0 ? leftLow : rightLow;
        long cross = crossHigh * crossLow;
        boolean fits = Math.unsignedMultiplyHigh(crossHigh, crossLow) == 0 && cross >= 0;
        long carry = Math.unsignedMultiplyHigh(leftLow, rightLow);
        low = leftLow * rightLow;
        high = cross + carry;
        fits &= high >= 0 && Long.compareUnsigned(high, cross) >= 0;
        if (negative) {
            negate();
        }
        return fits;
    }

    /** Multiplies by 10^{@code digits} (at most 38), and returns whether the product fits. */
    public boolean scaleUp(int digits) {
        return digits == 0 || multiply(POWER_HIGH[digits], POWER_LOW[digits]);
    }

    /** Divides by 10^{@code digits}, rounding half away from zero. */
    public void scaleDown(int digits) {
        if (digits == 0) {
            return;
        }
        if (digits > 39) {
            set(0);
            return;
        }
        boolean negative = high < 0;
        if (negative) {
            negate();
        }
        // All powers of ten are even, so only the last cut decides about rounding.
        int rest = digits;
        while (rest > 18) {
            int cut = Math.min(18, rest - 18);
            divideMagnitude(POWERS[cut]);
            rest -= cut;
        }
        roundHalfUp(divideMagnitude(POWERS[rest]), POWERS[rest]);
        if (negative) {
            negate();
        }
    }

    /** Divides by 10^{@code digits} (at most 38), dropping what is cut off. */
    public void truncate(int digits) {
        boolean negative = high < 0;
        if (negative) {
            negate();
        }
        divideMagnitude(POWERS[Math.min(digits, 18)]);
        if (digits > 18) {
            divideMagnitude(POWERS[Math.min(digits - 18, 18)]);
        }
        if (digits > 36) {
            divideMagnitude(POWERS[digits - 36]);
        }
        if (negative) {
            negate();
        }
    }

    /** Divides by a divisor that is not zero, rounding half away from zero. */
    public void divideRounded(long divisor) {
        boolean negative = (high ^ divisor) < 0;
        if (high < 0) {
            negate();
        }
        long magnitude = Math.abs(divisor);
        long remainder = divideMagnitude(magnitude);
        roundHalfUp(remainder, magnitude);
        if (negative) {
            negate();
        }
    }

    /** Divides by a divisor that is not zero, rounding half away from zero. */
    public void divideRounded(long divisorHigh, long divisorLow) {
        if (divisorHigh == divisorLow >> 63 && divisorLow != Long.MIN_VALUE) {
            divideRounded(divisorLow);
            return;
        }
        var divisor = toBigInteger(divisorHigh, divisorLow);
        var parts = toBigInteger(high, low).divideAndRemainder(divisor);
        var quotient = parts[0];
        if (parts[1].abs().shiftLeft(1).compareTo(divisor.abs()) >= 0) {
            int sign = (high ^ divisorHigh) < 0 ? -1 : 1;
            quotient = quotient.add(BigInteger.valueOf(sign));
        }
        set(quotient);
    }

    /** Sets the remainder of a division that truncates, by a divisor that is not zero. */
    public void remainder(long divisorHigh, long divisorLow) {
        if (divisorHigh == divisorLow >> 63 && divisorLow != Long.MIN_VALUE) {
            boolean negative = high < 0;
            if (negative) {
                negate();
            }
            long remainder = divideMagnitude(Math.abs(divisorLow));
            set(negative ? -remainder : remainder);
            return;
        }
        set(toBigInteger(high, low).remainder(toBigInteger(divisorHigh, divisorLow)));
    }

    /** Returns whether the value has at most {@code precision} digits. */
    public boolean fitsPrecision(int precision) {
        return fitsPrecision(high, low, precision);
    }

    /** Returns whether a value has at most {@code precision} digits. */
    public static boolean fitsPrecision(long high, long low, int precision) {
        long magnitudeLow = low;
        long magnitudeHigh = high;
        if (high < 0) {
            magnitudeLow = -low;
            magnitudeHigh = ~high + (magnitudeLow == 0 ? 1 : 0);
            if (magnitudeHigh < 0) {
                return false;
            }
        }
        return compare(magnitudeHigh, magnitudeLow, POWER_HIGH[precision], POWER_LOW[precision]) < 0;
    }

    /** Compares two values as numbers. */
    public static int compare(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        return leftHigh != rightHigh ? Long.compare(leftHigh, rightHigh) : Long.compareUnsigned(leftLow, rightLow);
    }

    /** Returns the nearest double to the value divided by 10^{@code scale}. */
    public double toDouble(int scale) {
        if (fitsLong()) {
            return toDouble(low, scale);
        }
        return new BigDecimal(toBigInteger(high, low), scale).doubleValue();
    }

    /** Returns the nearest double to {@code unscaled} divided by 10^{@code scale}. */
    public static double toDouble(long unscaled, int scale) {
        if (scale == 0) {
            return unscaled;
        }
        // Both sides of the division are exact below 2^53, so it rounds once.
        if (scale <= 15 && Math.abs(unscaled) <= 1L << 53) {
            return (double) unscaled / POWERS[scale];
        }
        return new BigDecimal(BigInteger.valueOf(unscaled), scale).doubleValue();
    }

    public BigInteger toBigInteger() {
        return toBigInteger(high, low);
    }

    public static BigInteger toBigInteger(long high, long low) {
        var lowPart = BigInteger.valueOf(low & Long.MAX_VALUE);
        if (low < 0) {
            lowPart = lowPart.setBit(63);
        }
        return BigInteger.valueOf(high).shiftLeft(64).add(lowPart);
    }

    /** Appends the value, with {@code scale} digits after the point. */
    public void appendDecimal(int scale, ByteSink out) {
        if (high < 0) {
            out.append('-');
            negate();
        }
        long lowest = divideMagnitude(POWERS[18]);
        if ((high | low) == 0) {
            appendDigits(lowest, 1, scale, out);
            return;
        }
        int start = out.length();
        long middle = divideMagnitude(POWERS[18]);
        if ((high | low) == 0) {
            out.appendPadded(middle, 1);
        } else {
            out.appendPadded(low, 1);
            out.appendPadded(middle, 18);
        }
        out.appendPadded(lowest, 18);
        insertPoint(start, scale, out);
    }

    private static void appendDigits(long magnitude, int digits, int scale, ByteSink out) {
        int start = out.length();
        out.appendPadded(magnitude, digits);
        insertPoint(start, scale, out);
    }

    private static void insertPoint(int start, int scale, ByteSink out) {
        if (scale == 0) {
            return;
        }
        int digits = out.length() - start;
        int missing = Math.max(0, scale + 1 - digits);
        byte[] bytes = out.reserve(missing + 1);
        if (missing > 0) {
            System.arraycopy(bytes, start, bytes, start + missing, digits);
            Arrays.fill(bytes, start, start + missing, (byte) '0');
        }
        int end = start + missing + digits;
        System.arraycopy(bytes, end - scale, bytes, end - scale + 1, scale);
        bytes[end - scale] = '.';
        out.setLength(end + 1);
    }

    private void roundHalfUp(long remainder, long divisor) {
        // The remainder is below the divisor, so this cannot overflow where 2 * remainder could.
        long rest = divisor - remainder;
        if (Long.compareUnsigned(remainder, rest) >= 0) {
            low++;
            if (low == 0) {
                high++;
            }
        }
    }

    /** Divides this magnitude by a positive divisor and returns the remainder. */
    private long divideMagnitude(long divisor) {
        long quotientHigh = Long.divideUnsigned(high, divisor);
        long rest = Long.remainderUnsigned(high, divisor);
        if (rest == 0) {
            long remainder = Long.remainderUnsigned(low, divisor);
            low = Long.divideUnsigned(low, divisor);
            high = quotientHigh;
            return remainder;
        }
        long quotientLow = divideTwoWords(rest, low, divisor);
        long remainder = low - quotientLow * divisor;
        high = quotientHigh;
        low = quotientLow;
        return remainder;
    }

    /** Knuth's algorithm D for a two-word dividend whose high word is below the divisor (Hacker's Delight, divlu). */
    private static long divideTwoWords(long dividendHigh, long dividendLow, long divisor) {
        int shift = Long.numberOfLeadingZeros(divisor);
        long normal = divisor << shift;
        long normalHigh = normal >>> 32;
        long normalLow = normal & 0xFFFF_FFFFL;
        long un32 = shift == 0 ? dividendHigh : dividendHigh << shift | dividendLow >>> (64 - shift);
        long un10 = dividendLow << shift;
        long un1 = un10 >>> 32;
        long un0 = un10 & 0xFFFF_FFFFL;
        long first = quotientDigit(un32, un1, normalHigh, normalLow);
        long un21 = (un32 << 32) + un1 - first * normal;
        long second = quotientDigit(un21, un0, normalHigh, normalLow);
        return (first << 32) + second;
    }

    private static long quotientDigit(long dividend, long next, long normalHigh, long normalLow) {
        long digit = Long.divideUnsigned(dividend, normalHigh);
        long rest = dividend - digit * normalHigh;
        while (digit >= 1L << 32 || Long.compareUnsigned(digit * normalLow, (rest << 32) + next) > 0) {
            digit--;
            rest += normalHigh;
            if (rest >= 1L << 32) {
                break;
            }
        }
        return digit;
    }
}
