package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Decimals as text: sign, digits with a point, exponent. */
public final class DecimalText {
    private DecimalText() {}

    /** What happens to digits behind the scale. */
    public enum Excess {
        /** Half away from zero, as casts and INSERT do. */
        ROUND,
        /** As COPY does without ROUNDEC. */
        TRUNCATE
    }

    /** Returns the unscaled value of a decimal of at most 18 digits. */
    public static long parseLong(SqlType.Decimal type, byte[] bytes, int from, int to, Excess excess) {
        int at = TextSyntax.skipBlanks(bytes, from, to);
        int end = TextSyntax.dropBlanks(bytes, at, to);
        boolean negative = at < end && bytes[at] == '-';
        if (negative || at < end && bytes[at] == '+') {
            at++;
        }
        long value = 0;
        int start = at;
        int point = -1;
        // 17 characters hold at most 17 digits, so that neither they nor the scaling below can overflow unseen.
        if (end - at > 17) {
            return parseLongSlowly(type, bytes, from, to, excess);
        }
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit;
            } else if (bytes[at] == '.' && point < 0) {
                point = at;
            } else {
                return parseLongSlowly(type, bytes, from, to, excess);
            }
        }
        int digits = end - start - (point < 0 ? 0 : 1);
        if (digits <= 0) {
            throw TextSyntax.invalid("numeric", bytes, from, to);
        }
        int scale = point < 0 ? 0 : end - point - 1;
        if (scale > type.scale()) {
            long divisor = Int128.powerOfTen(scale - type.scale());
            long rest = value % divisor;
            value /= divisor;
            if (excess == Excess.ROUND && rest * 2 >= divisor) {
                value++;
            }
        } else if (scale < type.scale()) {
            if (value > Int128.powerOfTen(type.precision() - (type.scale() - scale))) {
                throw overflow(type);
            }
            value *= Int128.powerOfTen(type.scale() - scale);
        }
        if (value >= Int128.powerOfTen(type.precision())) {
            throw overflow(type);
        }
        return negative ? -value : value;
    }

    private static long parseLongSlowly(SqlType.Decimal type, byte[] bytes, int from, int to, Excess excess) {
        return parseUnscaled(type, bytes, from, to, excess).longValueExact();
    }

    /** Sets {@code result} to the unscaled value of a decimal of any precision. */
    public static void parseWide(SqlType.Decimal type, byte[] bytes, int from, int to, Excess excess, Int128 result) {
        if (to - from <= 17 && type.scale() <= 18) {
            // Short texts go through a long of the same scale; what overflows there is parsed again exactly.
            int precision = Math.min(SqlType.Decimal.MAX_LONG_PRECISION, type.precision());
            if (to - from + type.scale() <= precision) {
                result.set(parseLong(new SqlType.Decimal(precision, type.scale()), bytes, from, to, excess));
                return;
            }
        }
        result.set(parseUnscaled(type, bytes, from, to, excess));
    }

    private static BigInteger parseUnscaled(SqlType.Decimal type, byte[] bytes, int from, int to, Excess excess) {
        var number = parse(bytes, from, to);
        // Far exponents would make numbers of gigabytes before the check of the precision could refuse them.
        if (number.signum() != 0 && (long) number.precision() - number.scale() > SqlType.MAX_DECIMAL_PRECISION) {
            throw overflow(type);
        }
        if (number.signum() == 0 || (long) number.precision() - number.scale() < -SqlType.MAX_DECIMAL_PRECISION - 1) {
            return BigInteger.ZERO;
        }
        var mode = excess == Excess.ROUND ? RoundingMode.HALF_UP : RoundingMode.DOWN;
        var unscaled = number.setScale(type.scale(), mode).unscaledValue();
        if (unscaled.abs().compareTo(BigInteger.TEN.pow(type.precision())) >= 0) {
            throw overflow(type);
        }
        return unscaled;
    }

    /**
     * Returns the type that has the digits of {@code least} and those of a number; where these are more than a decimal can
     * have, the last of those behind the point are left out.
     */
    public static SqlType.Decimal holding(SqlType.Decimal least, BigDecimal number) {
        if (number.signum() == 0) {
            return least;
        }
        var digits = number.stripTrailingZeros();
        long ownWhole = Math.clamp((long) digits.precision() - digits.scale(), 0L, SqlType.MAX_DECIMAL_PRECISION);
        long whole = Math.max(least.precision() - least.scale(), ownWhole);
        long scale = Math.max(least.scale(), digits.scale());
        return whole + scale <= SqlType.MAX_DECIMAL_PRECISION
                ? new SqlType.Decimal((int) (whole + scale), (int) scale)
                : new SqlType.Decimal(
                        SqlType.MAX_DECIMAL_PRECISION, (int) Math.min(scale, SqlType.MAX_DECIMAL_PRECISION - ownWhole));
    }

    /** Returns the number that a numeric literal or text says, with as many digits as it has. */
    public static BigDecimal parse(byte[] bytes, int from, int to) {
        int start = TextSyntax.skipBlanks(bytes, from, to);
        int end = TextSyntax.dropBlanks(bytes, start, to);
        int digits = 0;
        for (int at = start; at < end; at++) {
            digits += TextSyntax.isDigit(bytes[at]) ? 1 : 0;
            if (bytes[at] < 0) {
                throw TextSyntax.invalid("numeric", bytes, from, to);
            }
        }
        if (digits == 0 || end - start > 2_000) {
            throw TextSyntax.invalid("numeric", bytes, from, to);
        }
        try {
            return new BigDecimal(TextSyntax.text(bytes, start, end));
        } catch (NumberFormatException _) {
            throw TextSyntax.invalid("numeric", bytes, from, to);
        }
    }

    /** Appends an unscaled value with {@code scale} digits after the point. */
    public static void format(long unscaled, int scale, ByteSink out) {
        if (scale == 0 || unscaled == Long.MIN_VALUE) {
            formatSlowly(unscaled, scale, out);
            return;
        }
        long magnitude = Math.abs(unscaled);
        if (unscaled < 0) {
            out.append('-');
        }
        if (scale > 18) {
            out.append('0');
            out.append('.');
            out.appendPadded(magnitude, scale);
            return;
        }
        long power = Int128.powerOfTen(scale);
        out.appendPadded(magnitude / power, 1);
        out.append('.');
        out.appendPadded(magnitude % power, scale);
    }

    private static void formatSlowly(long unscaled, int scale, ByteSink out) {
        if (scale == 0) {
            out.appendLong(unscaled);
        } else {
            var register = new Int128();
            register.set(unscaled);
            register.appendDecimal(scale, out);
        }
    }

    static SlipherException overflow(SqlType.Decimal type) {
        return new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
                .withDetail("A field with precision %d, scale %d must round to an absolute value less than %s."
                        .formatted(
                                type.precision(),
                                type.scale(),
                                type.precision() == type.scale() ? "1" : "10^" + (type.precision() - type.scale())));
    }
}
