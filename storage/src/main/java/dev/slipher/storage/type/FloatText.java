package dev.slipher.storage.type;

import java.util.Locale;

/** Floating-point numbers as text: the shortest digits that read back as the same number. */
public final class FloatText {
    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private FloatText() {}

    /** Returns the number in {@code bytes[from..to-1]}; overflow and underflow raise 22003. */
    public static double parseDouble(byte[] bytes, int from, int to) {
        int at = TextSyntax.skipBlanks(bytes, from, to);
        int end = TextSyntax.dropBlanks(bytes, at, to);
        int start = at;
        boolean negative = at < end && bytes[at] == '-';
        if (negative || at < end && bytes[at] == '+') {
            at++;
        }
        long mantissa = 0;
        int digits = 0;
        int point = -1;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9 && digits < 16) {
                mantissa = mantissa * 10 + digit;
                digits++;
            } else if (bytes[at] == '.' && point < 0) {
                point = at;
            } else {
                return parseSlowly(SqlType.Simple.DOUBLE, bytes, from, to, start, end);
            }
        }
        if (digits == 0 || mantissa > 1L << 53) {
            return parseSlowly(SqlType.Simple.DOUBLE, bytes, from, to, start, end);
        }
        // Mantissa and power are both exact, so that one division rounds once.
        double magnitude = mantissa / EXACT_POWERS[point < 0 ? 0 : end - point - 1];
        return (negative ? -magnitude : magnitude) + 0.0;
    }

    /** Returns the REAL in {@code bytes[from..to-1]} as a double. */
    public static double parseReal(byte[] bytes, int from, int to) {
        int start = TextSyntax.skipBlanks(bytes, from, to);
        int end = TextSyntax.dropBlanks(bytes, start, to);
        return parseSlowly(SqlType.Simple.REAL, bytes, from, to, start, end);
    }

    private static double parseSlowly(SqlType type, byte[] bytes, int from, int to, int start, int end) {
        var text = TextSyntax.text(bytes, start, end);
        var special = special(text);
        if (!Double.isNaN(special)) {
            return special;
        }
        if (text.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        // Java also reads hexadecimal numbers and type suffixes, PostgreSQL does not.
        if (text.isEmpty()
                || !TextSyntax.isDigit(text.charAt(text.length() - 1)) && !text.endsWith(".")
                || text.indexOf('x') >= 0
                || text.indexOf('X') >= 0) {
            throw TextSyntax.invalid(type, bytes, from, to);
        }
        double value;
        try {
            value = type == SqlType.Simple.REAL ? Float.parseFloat(text) : Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw TextSyntax.invalid(type, bytes, from, to);
        }
        if (Double.isInfinite(value) || value == 0 && hasNonZeroDigit(text)) {
            throw TextSyntax.outOfRange(type, bytes, from, to);
        }
        return value + 0.0;
    }

    private static double special(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    private static boolean hasNonZeroDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'e' || c == 'E') {
                return false;
            }
            if (c >= '1' && c <= '9') {
                return true;
            }
        }
        return false;
    }

    public static void formatDouble(double value, ByteSink out) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.appendLong((long) value);
        } else {
            format(value, Double.toString(value), 15, out);
        }
    }

    public static void formatReal(double value, ByteSink out) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            out.appendLong((long) value);
        } else {
            format(value, Float.toString((float) value), 6, out);
        }
    }

    /** Lays out Java's shortest digits as PostgreSQL does. */
    private static void format(double value, String shortest, int plainDigits, ByteSink out) {
        if (Double.isNaN(value)) {
            out.appendAscii("NaN");
            return;
        }
        if (value < 0) {
            out.append('-');
        }
        if (Double.isInfinite(value)) {
            out.appendAscii("Infinity");
            return;
        }
        int exponentAt = shortest.indexOf('E');
        var number = exponentAt < 0 ? shortest : shortest.substring(0, exponentAt);
        int exponent = exponentAt < 0 ? 0 : Integer.parseInt(shortest.substring(exponentAt + 1));
        if (number.charAt(0) == '-') {
            number = number.substring(1);
        }
        int point = number.indexOf('.');
        var digits = new StringBuilder(number).deleteCharAt(point);
        int leading = 0;
        while (leading < digits.length() - 1 && digits.charAt(leading) == '0') {
            leading++;
        }
        digits.delete(0, leading);
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        digits.setLength(end);
        layOut(digits.toString(), point - leading + exponent - 1, plainDigits, out);
    }

    /** Writes {@code d.ddd * 10^exponent}. */
    private static void layOut(String digits, int exponent, int plainDigits, ByteSink out) {
        if (exponent < -4 || exponent >= plainDigits) {
            out.append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.');
                out.appendAscii(digits.substring(1));
            }
            out.append('e');
            out.append(exponent < 0 ? '-' : '+');
            out.appendPadded(Math.abs(exponent), 2);
        } else if (exponent < 0) {
            out.appendAscii("0.");
            out.fill('0', -exponent - 1);
            out.appendAscii(digits);
        } else {
            int whole = Math.min(digits.length(), exponent + 1);
            out.appendAscii(digits.substring(0, whole));
            out.fill('0', exponent + 1 - whole);
            if (digits.length() > whole) {
                out.append('.');
                out.appendAscii(digits.substring(whole));
            }
        }
    }
}
