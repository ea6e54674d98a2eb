package dev.slipher.storage.type;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PostgreSQL's text of an array, such as {@code {1,NULL,"a b"}}, which is also how arrays are kept. */
public final class ArrayText {
    private static final byte[] NULL = "NULL".getBytes(StandardCharsets.US_ASCII);

    private ArrayText() {}

    /** Appends the text of one element, in quotes where it could be taken for something else. */
    public static void appendElement(byte[] text, ByteSink out) {
        var plain = text.length > 0 && !isNull(text);
        for (var c : text) {
            plain &= (c < 0 || c > ' ') && "{},\"\\".indexOf(c) < 0;
        }
        if (plain) {
            out.append(text);
            return;
        }
        out.append('"');
        for (var c : text) {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** Appends a null element. */
    public static void appendNull(ByteSink out) {
        out.append(NULL);
    }

    private static boolean isNull(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1).equalsIgnoreCase("NULL");
    }

    /** Whether the text is that of an array of one dimension, or of an empty one. */
    public static boolean isFlat(String text) {
        return text.startsWith("{") && text.endsWith("}") && !text.startsWith("{{");
    }

    /** Returns the elements of a flat array's text, empty for NULL. */
    public static List<Optional<String>> elements(String text) {
        var elements = new ArrayList<Optional<String>>();
        var element = new StringBuilder();
        var quoted = false;
        var wasQuoted = false;
        for (var i = 1; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\\') {
                element.append(text.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                wasQuoted = true;
            } else if (!quoted && (c == ',' || i == text.length() - 1)) {
                if (c == ',' || !element.isEmpty() || wasQuoted) {
                    elements.add(element(element.toString(), wasQuoted));
                }
                element.setLength(0);
                wasQuoted = false;
            } else {
                element.append(c);
            }
        }
        return elements;
    }

    private static Optional<String> element(String text, boolean wasQuoted) {
        return text.equalsIgnoreCase("NULL") && !wasQuoted ? Optional.empty() : Optional.of(text);
    }
}
