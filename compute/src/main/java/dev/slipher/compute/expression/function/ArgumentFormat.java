package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of PostgreSQL's {@code format} with its arguments: {@code %[position$][-][width]type}, where the type is {@code
 * s}, {@code I} or {@code L} and {@code *} or {@code *position$} as width is that of an argument (its manual, 9.4.1).
 */
final class ArgumentFormat {
    private static final String FOR_PERCENT = "For a single \"%\" use \"%%\".";
    private static final String OUT_OF_RANGE = "number is out of range";

    private final String pattern;
    private final List<Optional<String>> arguments;
    private int at;
    private int used;

    /** @param arguments empty where null */
    ArgumentFormat(String pattern, List<Optional<String>> arguments) {
        this.pattern = pattern;
        this.arguments = List.copyOf(arguments);
    }

    void appendTo(ByteSink out) {
        while (at < pattern.length()) {
            int percent = pattern.indexOf('%', at);
            out.append(pattern.substring(at, percent < 0 ? pattern.length() : percent));
            at = percent < 0 ? pattern.length() : percent + 1;
            if (percent >= 0) {
                if (isAt('%')) {
                    out.append('%');
                    at++;
                } else {
                    appendSpecified(out);
                }
            }
        }
    }

    private void appendSpecified(ByteSink out) {
        int position = 0;
        int start = at;
        if (isDigit()) {
            position = number();
            if (isAt('$')) {
                at++;
                requirePosition(position);
            } else {
                at = start;
                position = 0;
            }
        }
        boolean left = false;
        while (isAt('-')) {
            left = true;
            at++;
        }
        int width = 0;
        if (isAt('*')) {
            width = argumentWidth();
            left |= width < 0;
        } else if (isDigit()) {
            width = number();
        }
        if (at == pattern.length()) {
            throw invalid("unterminated format() type specifier").withHint(FOR_PERCENT);
        }
        int kind = pattern.codePointAt(at);
        at += Character.charCount(kind);
        if ("sIL".indexOf(kind) < 0) {
            throw invalid("unrecognized format() type specifier \"%s\"".formatted(Character.toString(kind)))
                    .withHint(FOR_PERCENT);
        }
        append(written(kind, argument(position)), Math.abs(width), left, out);
    }

    private int argumentWidth() {
        at++;
        int position = 0;
        if (isDigit()) {
            position = number();
            if (!isAt('$')) {
                throw invalid("width argument position must be ended by \"$\"");
            }
            at++;
            requirePosition(position);
        }
        var width = argument(position);
        try {
            int value = Integer.parseInt(width.orElse("0").strip());
            if (value == Integer.MIN_VALUE) {
                throw invalid(OUT_OF_RANGE);
            }
            return value;
        } catch (NumberFormatException _) {
            throw new SlipherException(
                    SqlState.INVALID_TEXT_REPRESENTATION,
                    "invalid input syntax for type integer: \"%s\"".formatted(width.orElse("")));
        }
    }

    /** Returns the argument of a position, or if that is 0 the one behind the last that was used. */
    private Optional<String> argument(int position) {
        used = position == 0 ? used + 1 : position;
        if (used > arguments.size()) {
            throw invalid("too few arguments for format()");
        }
        return arguments.get(used - 1);
    }

    private static String written(int kind, Optional<String> argument) {
        if (kind == 's') {
            return argument.orElse("");
        }
        var sink = new ByteSink(16);
        if (kind == 'I') {
            StringFunctions.quoteIdent(
                    Text.of(argument.orElseThrow(() -> new SlipherException(
                            SqlState.NULL_VALUE_NOT_ALLOWED, "null values cannot be formatted as an SQL identifier"))),
                    sink);
        } else if (argument.isPresent()) {
            StringFunctions.quoteLiteral(Text.of(argument.get()), sink);
        } else {
            sink.append("NULL");
        }
        return sink.toString();
    }

    private static void append(String text, int width, boolean left, ByteSink out) {
        int blanks = Math.max(0, width - text.codePointCount(0, text.length()));
        StringFunctions.checkLength(blanks);
        if (!left) {
            out.fill(' ', blanks);
        }
        out.append(text);
        if (left) {
            out.fill(' ', blanks);
        }
    }

    private boolean isAt(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }

    private boolean isDigit() {
        return at < pattern.length() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '9';
    }

    private int number() {
        long number = 0;
        while (isDigit()) {
            number = number * 10 + pattern.charAt(at) - '0';
            if (number > Integer.MAX_VALUE) {
                throw invalid(OUT_OF_RANGE);
            }
            at++;
        }
        return (int) number;
    }

    private static void requirePosition(int position) {
        if (position == 0) {
            throw invalid("format specifies argument 0, but arguments are numbered from 1");
        }
    }

    private static SlipherException invalid(String message) {
        return new SlipherException(SqlState.INVALID_PARAMETER_VALUE, message);
    }
}
