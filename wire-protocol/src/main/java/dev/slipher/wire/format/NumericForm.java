package dev.slipher.wire.format;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Int128;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * PostgreSQL's binary numeric: {@code digits:2 weight:2 sign:2 scale:2 digit:2*}.
 *
 * <p>Digits are base 10,000; the first stands for 10,000^weight. Leading and trailing zero digits are left out.
 */
final class NumericForm {
    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int HEADER_BYTES = 4 * Short.BYTES;

    /** Of a number of as many digits as the header can count. */
    static final int MAX_BYTES = HEADER_BYTES + Short.BYTES * 0xffff;

    private static final int POSITIVE = 0;
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_A_NUMBER = 0xc000;

    /** More than any number has that a decimal can hold: 38 digits before and after the point. */
    private static final int MAX_GROUPS = 24;

    /** Further out than any number that a decimal can hold. */
    private static final int MAX_WEIGHT = 100;

    private static final int MAX_SCALE = 100;

    private NumericForm() {}

    static void append(long high, long low, int scale, ByteSink out) {
        if (high == low >> Long.SIZE - 1 && low != Long.MIN_VALUE) {
            appendLong(low, scale, out);
        } else {
            appendBig(Int128.toBigInteger(high, low), scale, out);
        }
    }

    private static void appendLong(long value, int scale, ByteSink out) {
        var magnitude = Math.abs(value);
        var fractionGroups = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
        var lastGroupDigits = scale - (fractionGroups - 1) * BASE_DIGITS;
        var groups = new short[MAX_GROUPS];
        var first = MAX_GROUPS;
        var rest = magnitude;
        // The last group is short of digits unless the scale is a multiple of four.
        if (fractionGroups > 0 && lastGroupDigits < BASE_DIGITS) {
            var unit = (int) Int128.powerOfTen(lastGroupDigits);
            groups[--first] = (short) (rest % unit * Int128.powerOfTen(BASE_DIGITS - lastGroupDigits));
            rest /= unit;
        }
        while (rest != 0) {
            groups[--first] = (short) (rest % BASE);
            rest /= BASE;
        }
        append(groups, first, fractionGroups, value < 0, scale, out);
    }

    private static void appendBig(BigInteger value, int scale, ByteSink out) {
        var fractionGroups = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
        var rest = value.abs().multiply(BigInteger.TEN.pow(fractionGroups * BASE_DIGITS - scale));
        var base = BigInteger.valueOf(BASE);
        var groups = new short[MAX_GROUPS];
        var first = MAX_GROUPS;
        while (rest.signum() != 0) {
            var parts = rest.divideAndRemainder(base);
            groups[--first] = parts[1].shortValue();
            rest = parts[0];
        }
        append(groups, first, fractionGroups, value.signum() < 0, scale, out);
    }

    private static void append(
            short[] groups, int firstGroup, int fractionGroups, boolean negative, int scale, ByteSink out) {
        var first = firstGroup;
        var end = MAX_GROUPS;
        while (first < end && groups[first] == 0) {
            first++;
        }
        var weight = MAX_GROUPS - first - fractionGroups - 1;
        while (end > first && groups[end - 1] == 0) {
            end--;
        }
        BinaryForm.appendBytes(end - first, Short.BYTES, out);
        BinaryForm.appendBytes(first == end ? 0 : weight, Short.BYTES, out);
        BinaryForm.appendBytes(negative ? NEGATIVE : POSITIVE, Short.BYTES, out);
        BinaryForm.appendBytes(scale, Short.BYTES, out);
        for (var i = first; i < end; i++) {
            BinaryForm.appendBytes(groups[i], Short.BYTES, out);
        }
    }

    /**
     * Appends the number's text.
     *
     * @throws SlipherException 22P03 if it is malformed, 22003 for NaN and infinities, which decimals lack
     */
    static void appendText(byte[] bytes, ByteSink out) {
        if (bytes.length < HEADER_BYTES || bytes.length != HEADER_BYTES + Short.BYTES * unsigned(bytes, 0)) {
            throw malformed("length");
        }
        var sign = unsigned(bytes, 2);
        if (sign >= NOT_A_NUMBER) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric can't hold NaN or infinity");
        }
        if (sign != POSITIVE && sign != NEGATIVE) {
            throw malformed("sign");
        }
        var count = unsigned(bytes, 0);
        var weight = (short) unsigned(bytes, 1);
        var scale = unsigned(bytes, 3);
        if (Math.abs(weight) > MAX_WEIGHT) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow");
        }
        var unscaled = BigInteger.ZERO;
        for (var i = 0; i < count; i++) {
            var group = unsigned(bytes, HEADER_BYTES / Short.BYTES + i);
            if (group >= BASE) {
                throw malformed("digit");
            }
            unscaled = unscaled.multiply(BigInteger.valueOf(BASE)).add(BigInteger.valueOf(group));
        }
        var value = new BigDecimal(unscaled, BASE_DIGITS * (count - 1 - weight));
        out.appendAscii((sign == NEGATIVE ? value.negate() : value)
                .setScale(Math.min(scale, MAX_SCALE), RoundingMode.DOWN)
                .toPlainString());
    }

    private static int unsigned(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
    }

    private static SlipherException malformed(String part) {
        return new SlipherException(
                SqlState.INVALID_BINARY_REPRESENTATION, "invalid %s in external \"numeric\" value".formatted(part));
    }
}
