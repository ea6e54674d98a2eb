package dev.slipher.storage.type;

/** Integers as text: an optional sign and digits between blanks. */
public final class IntegerText {
    private IntegerText() {}

    /**
     * Returns the integer in {@code bytes[from..to-1]}.
     *
     * @param type SMALLINT, INTEGER, BIGINT or OID, whose range it must keep (22003) and which errors name
     */
    public static long parse(SqlType type, byte[] bytes, int from, int to) {
        int at = from;
        int end = to;
        if (at < end && TextSyntax.isBlank(bytes[at])) {
            at = TextSyntax.skipBlanks(bytes, at, end);
        }
        if (at < end && TextSyntax.isBlank(bytes[end - 1])) {
            end = TextSyntax.dropBlanks(bytes, at, end);
        }
        boolean negative = false;
        if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
            negative = bytes[at] == '-';
            at++;
        }
        if (at == end) {
            throw TextSyntax.invalid(type, bytes, from, to);
        }
        // Counting down reaches Long.MIN_VALUE.
        long value = 0;
        boolean overflow = false;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw TextSyntax.invalid(type, bytes, from, to);
            }
            overflow |= value < -922_337_203_685_477_580L || value == -922_337_203_685_477_580L && digit > 8;
            value = value * 10 - digit;
        }
        if (overflow || !negative && value == Long.MIN_VALUE) {
            throw TextSyntax.outOfRange(type, bytes, from, to);
        }
        long result = negative ? value : -value;
        if (!isInRange(type, result)) {
            throw TextSyntax.outOfRange(type, bytes, from, to);
        }
        return type == SqlType.Simple.OID ? result & 0xFFFF_FFFFL : result;
    }

    private static boolean isInRange(SqlType type, long value) {
        return switch (type) {
            case SqlType.Simple.SMALLINT -> value == (short) value;
            case SqlType.Simple.INTEGER -> value == (int) value;
            // As in PostgreSQL, a negative object id stands for its two's complement.
            case SqlType.Simple.OID -> value >= Integer.MIN_VALUE && value <= 0xFFFF_FFFFL;
            default -> true;
        };
    }
}
