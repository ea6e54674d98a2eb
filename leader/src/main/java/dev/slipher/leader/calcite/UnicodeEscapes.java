package dev.slipher.leader.calcite;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.HexFormat;

/** The escapes of {@code U&'d\0061t\+000061'}: four hexadecimal digits, or six behind a plus. */
final class UnicodeEscapes {
    private UnicodeEscapes() {}

    /** Whether a character may be chosen by UESCAPE. */
    static boolean isEscape(char c) {
        return Character.digit(c, 16) < 0 && c != '+' && c != '\'' && c != '"' && !Character.isWhitespace(c);
    }

    /**
     * Returns the text that a string or name with escapes stands for.
     *
     * @param start where it begins in the statement, for errors
     */
    static String decode(String text, char escape, int start) {
        var decoded = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at++);
            if (c != escape) {
                decoded.append(c);
            } else if (at < text.length() && text.charAt(at) == escape) {
                decoded.append(escape);
                at++;
            } else {
                boolean isLong = at < text.length() && text.charAt(at) == '+';
                int from = isLong ? at + 1 : at;
                at = from + (isLong ? 6 : 4);
                decoded.appendCodePoint(codePoint(text, from, at, start));
            }
        }
        requirePairs(decoded, start);
        return decoded.toString();
    }

    private static int codePoint(String text, int from, int to, int start) {
        if (to > text.length() || !text.substring(from, to).chars().allMatch(HexFormat::isHexDigit)) {
            throw error("invalid Unicode escape", start).withHint("Unicode escapes must be \\XXXX or \\+XXXXXX.");
        }
        int code = Integer.parseInt(text, from, to, 16);
        if (code == 0 || !Character.isValidCodePoint(code)) {
            throw error("invalid Unicode escape value", start);
        }
        return code;
    }

    /** Throws 42601 if half of a surrogate pair stands alone. */
    static void requirePairs(CharSequence text, int start) {
        boolean alone = text.codePoints().anyMatch(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c));
        if (alone) {
            throw error("invalid Unicode surrogate pair", start);
        }
    }

    private static SlipherException error(String message, int start) {
        return new SlipherException(SqlState.SYNTAX_ERROR, message).withPosition(start + 1);
    }
}
