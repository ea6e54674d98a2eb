package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the text of one array from its first character to its last, by PostgreSQL's rules. */
final class ArrayReader {
    private static final int UNKNOWN = -1;

    private final String text;
    private int at;
    private int length = UNKNOWN;

    ArrayReader(String text) {
        this.text = text;
    }

    /** Reads what stands before the opening brace: the number of the first element, 1 unless it is given. */
    int lowerBound() {
        skipBlanks();
        if (!isAt('[')) {
            return 1;
        }
        int equals = text.indexOf("]=", at);
        var bounds = equals < 0 ? new String[0] : text.substring(at + 1, equals).split(":", -1);
        if (bounds.length != 2) {
            throw malformed();
        }
        int lower = number(bounds[0]);
        length = number(bounds[1]) - lower + 1;
        at = equals + 2;
        return lower;
    }

    private int number(String digits) {
        try {
            return Integer.parseInt(digits.strip());
        } catch (NumberFormatException _) {
            throw malformed();
        }
    }

    /** Whether the bounds, if there were any, are those of so many elements. */
    boolean hasLength(int count) {
        return length == UNKNOWN || length == count;
    }

    /** Reads from the opening brace to the end. */
    List<Optional<String>> elements() {
        var elements = new ArrayList<Optional<String>>();
        skipBlanks();
        expect('{');
        skipBlanks();
        if (!isAt('}')) {
            elements.add(element());
            while (isAt(',')) {
                at++;
                elements.add(element());
            }
        }
        expect('}');
        skipBlanks();
        if (at < text.length()) {
            throw malformed();
        }
        return elements;
    }

    /** Reads an element with the blanks around it, up to the comma or brace behind. */
    private Optional<String> element() {
        skipBlanks();
        if (isAt('{')) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "arrays of several dimensions are not supported");
        }
        if (isAt('"')) {
            var quoted = quoted();
            skipBlanks();
            return Optional.of(quoted);
        }
        return plain();
    }

    private String quoted() {
        var element = new StringBuilder();
        at++;
        while (!isAt('"')) {
            element.append(next());
        }
        at++;
        return element.toString();
    }

    private Optional<String> plain() {
        var element = new StringBuilder();
        int end = 0;
        boolean escaped = false;
        while (!isAt(',') && !isAt('}')) {
            if (isAt('"') || isAt('{')) {
                throw malformed();
            }
            boolean blank = at < text.length() && Character.isWhitespace(text.charAt(at));
            escaped |= isAt('\\');
            element.append(next());
            end = blank ? end : element.length();
        }
        element.setLength(end);
        if (end == 0) {
            throw malformed();
        }
        var value = element.toString();
        return !escaped && value.equalsIgnoreCase("NULL") ? Optional.empty() : Optional.of(value);
    }

    /** Returns the next character of an element, without the backslash before it. */
    private char next() {
        if (isAt('\\')) {
            at++;
        }
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    private boolean isAt(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void expect(char c) {
        if (!isAt(c)) {
            throw malformed();
        }
        at++;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    SlipherException malformed() {
        return new SlipherException(
                SqlState.INVALID_TEXT_REPRESENTATION, "malformed array literal: \"%s\"".formatted(text));
    }
}
