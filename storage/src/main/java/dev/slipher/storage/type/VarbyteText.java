package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/** Binary strings as text: hexadecimal digits. */
public final class VarbyteText {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private VarbyteText() {}

    /** Appends the bytes that the hexadecimal digits {@code bytes[from..to-1]} say; {@code \x} may precede them. */
    public static void parse(byte[] bytes, int from, int to, ByteSink out) {
        int at = from;
        if (to - at >= 2 && bytes[at] == '\\' && bytes[at + 1] == 'x') {
            at += 2;
        }
        if ((to - at & 1) != 0) {
            throw new SlipherException(
                    SqlState.INVALID_TEXT_REPRESENTATION, "invalid hexadecimal data: odd number of digits");
        }
        for (; at < to; at += 2) {
            out.append(digit(bytes[at]) << 4 | digit(bytes[at + 1]));
        }
    }

    public static void format(byte[] bytes, int from, int to, ByteSink out) {
        for (int at = from; at < to; at++) {
            out.append(DIGITS[bytes[at] >> 4 & 15]);
            out.append(DIGITS[bytes[at] & 15]);
        }
    }

    private static int digit(byte value) {
        int digit = value < 0 ? -1 : Character.digit(value, 16);
        if (digit < 0) {
            throw new SlipherException(
                    SqlState.INVALID_TEXT_REPRESENTATION,
                    "invalid hexadecimal digit: \"%s\"".formatted((char) (value & 0xFF)));
        }
        return digit;
    }
}
