package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.math.BigInteger;

/**
 * How an exact 128-bit sum becomes a value of the result type: rescaled, divided by the count for averages, rounded half
 * away from zero (averages that are integers truncate), checked for overflow.
 */
final class IntegralResult {
    private static final BigInteger LIMIT = BigInteger.TEN.pow(SqlType.MAX_DECIMAL_PRECISION);

    private final SqlType type;
    private final boolean average;
    private final boolean truncates;
    private final BigInteger multiplier;
    private final long smallMultiplier;
    private final double divisor;

    IntegralResult(SqlType argument, SqlType type, boolean average) {
        this.type = type;
        this.average = average;
        var scaleUp = scale(type) - scale(argument);
        if (scaleUp < 0) {
            throw new IllegalArgumentException("%s of %s".formatted(type, argument));
        }
        truncates = !(type instanceof SqlType.Decimal);
        multiplier = BigInteger.TEN.pow(scaleUp);
        smallMultiplier = scaleUp <= 18 ? multiplier.longValue() : 0;
        divisor = Math.pow(10, scale(argument));
    }

    /** Returns the digits after the point of an exact type. */
    static int scale(SqlType type) {
        return type instanceof SqlType.Decimal(var _, var scale) ? scale : 0;
    }

    Vector allocate(int count) {
        return Vectors.allocate(type.physicalKind(), count);
    }

    /** Writes the value for a sum of {@code count} values, at least one. */
    void put(Vector target, int position, long count, long high, long low) {
        if (target instanceof DoubleVector v) {
            var sum = high == low >> 63 ? (double) low : wide(high, low).doubleValue();
            v.values()[position] = sum / divisor / (average ? count : 1);
            return;
        }
        if (high == low >> 63 && smallMultiplier != 0) {
            var scaledHigh = Math.multiplyHigh(low, smallMultiplier);
            var scaled = low * smallMultiplier;
            if (scaledHigh == scaled >> 63) {
                put(target, position, average ? divide(scaled, count) : scaled);
                return;
            }
        }
        var scaled = wide(high, low).multiply(multiplier);
        putWide(target, position, average ? divide(scaled, BigInteger.valueOf(count)) : scaled);
    }

    private long divide(long sum, long count) {
        var quotient = sum / count;
        var remainder = Math.abs(sum % count);
        if (!truncates && remainder >= count - remainder) {
            quotient += sum < 0 ? -1 : 1;
        }
        return quotient;
    }

    private BigInteger divide(BigInteger sum, BigInteger count) {
        var parts = sum.divideAndRemainder(count);
        if (!truncates && parts[1].abs().shiftLeft(1).compareTo(count) >= 0) {
            return parts[0].add(BigInteger.valueOf(sum.signum()));
        }
        return parts[0];
    }

    private void put(Vector target, int position, long value) {
        switch (target) {
            case LongVector v -> v.values()[position] = value;
            case Int128Vector v -> {
                v.high()[position] = value >> 63;
                v.low()[position] = value;
            }
            case IntVector v -> {
                if (value != (int) value) {
                    throw outOfRange();
                }
                v.values()[position] = (int) value;
            }
            default -> throw new IllegalStateException("sum as " + type);
        }
    }

    private void putWide(Vector target, int position, BigInteger value) {
        if (target instanceof Int128Vector v) {
            if (value.abs().compareTo(LIMIT) >= 0) {
                throw outOfRange();
            }
            v.high()[position] = value.shiftRight(64).longValue();
            v.low()[position] = value.longValue();
            return;
        }
        if (value.bitLength() > 63) {
            throw outOfRange();
        }
        put(target, position, value.longValue());
    }

    private SlipherException outOfRange() {
        return new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "%s out of range".formatted(type));
    }

    static BigInteger wide(long high, long low) {
        var value = BigInteger.valueOf(high)
                .shiftLeft(64)
                .add(BigInteger.valueOf(low >>> 1).shiftLeft(1));
        return value.add(BigInteger.valueOf(low & 1));
    }
}
