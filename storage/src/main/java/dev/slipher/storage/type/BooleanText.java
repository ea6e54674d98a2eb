package dev.slipher.storage.type;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Booleans as text: {@code t} and {@code f}, and on input the unambiguous beginnings of their other spellings. */
public final class BooleanText {
    private static final String[] TRUE = {"true", "yes", "on", "1"};
    private static final String[] FALSE = {"false", "no", "off", "0"};

    private BooleanText() {}

    public static boolean parse(byte[] bytes, int from, int to) {
        int start = TextSyntax.skipBlanks(bytes, from, to);
        int end = TextSyntax.dropBlanks(bytes, start, to);
        if (end - start == 1) {
            switch (bytes[start]) {
                case 't', 'T', 'y', 'Y', '1' -> {
                    return true;
                }
                case 'f', 'F', 'n', 'N', '0' -> {
                    return false;
                }
                default -> throw TextSyntax.invalid("boolean", bytes, from, to);
            }
        }
        var text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (isBeginning(text, TRUE)) {
            return true;
        }
        if (isBeginning(text, FALSE)) {
            return false;
        }
        throw TextSyntax.invalid("boolean", bytes, from, to);
    }

    public static void format(boolean value, ByteSink out) {
        out.append(value ? 't' : 'f');
    }

    private static boolean isBeginning(String text, String[] spellings) {
        for (var spelling : spellings) {
            // "o" alone could be on or off.
            if (!text.isEmpty() && spelling.startsWith(text) && !text.equals("o")) {
                return true;
            }
        }
        return false;
    }
}
