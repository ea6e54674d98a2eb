package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.charset.StandardCharsets;

/** What the parsers of this package share: blanks, and errors in PostgreSQL's words. */
final class TextSyntax {
    private TextSyntax() {}

    static boolean isBlank(byte value) {
        return value == ' ' || value >= 9 && value <= 13;
    }

    static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    static int dropBlanks(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && isBlank(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    static boolean isDigit(int value) {
        return value >= '0' && value <= '9';
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    static SlipherException invalid(Object type, byte[] bytes, int from, int to) {
        return new SlipherException(
                SqlState.INVALID_TEXT_REPRESENTATION,
                "invalid input syntax for type %s: \"%s\"".formatted(type, text(bytes, from, to)));
    }

    static SlipherException outOfRange(Object type, byte[] bytes, int from, int to) {
        return new SlipherException(
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                "value \"%s\" is out of range for type %s".formatted(text(bytes, from, to), type));
    }

    static SlipherException invalidDate(Object type, byte[] bytes, int from, int to) {
        return new SlipherException(
                SqlState.INVALID_DATETIME_FORMAT,
                "invalid input syntax for type %s: \"%s\"".formatted(type, text(bytes, from, to)));
    }

    static SlipherException fieldOutOfRange(byte[] bytes, int from, int to) {
        return new SlipherException(
                SqlState.DATETIME_FIELD_OVERFLOW,
                "date/time field value out of range: \"%s\"".formatted(text(bytes, from, to)));
    }
}
