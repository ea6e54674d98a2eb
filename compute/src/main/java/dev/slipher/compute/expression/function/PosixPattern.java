package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * POSIX regular expressions, with PostgreSQL's escapes, in Java's syntax: bracket expressions and their classes, ends of
 * words, and a {@code $} that is the end alone. Patterns are to be compiled so that a dot is any character.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-POSIX-REGEXP">PostgreSQL 9.7.3</a>
 */
final class PosixPattern {
    static final String NO_OPERAND = "quantifier operand invalid";

    private PosixPattern() {}

    static Pattern compile(String pattern, int flags) {
        return compileJava(toJava(pattern), flags | Pattern.DOTALL);
    }

    /**
     * Compiles what is in Java's syntax already.
     *
     * @throws SlipherException 2201B, in PostgreSQL's words where it has any, if the syntax is wrong
     */
    static Pattern compileJava(String regex, int flags) {
        try {
            return Pattern.compile(regex, flags);
        } catch (PatternSyntaxException e) {
            throw invalid(reason(e.getDescription()));
        }
    }

    private static String reason(String description) {
        if (description.startsWith("Dangling meta character")) {
            return NO_OPERAND;
        }
        return switch (description) {
            case "Unclosed group", "Unmatched closing ')'" -> "parentheses () not balanced";
            case "Illegal repetition range", "Unclosed counted closure" -> "invalid repetition count(s)";
            case "Illegal character range" -> "invalid character range";
            default -> description;
        };
    }

    private static String toJava(String pattern) {
        var regex = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            switch (c) {
                case '\\' -> {
                    regex.append(i + 1 < pattern.length() ? escape(pattern.charAt(i + 1)) : "\\");
                    i += 2;
                }
                case '[' -> i = appendBrackets(pattern, i, regex);
                case '$' -> {
                    regex.append("\\z");
                    i++;
                }
                case '*', '+', '?' -> i = appendQuantifier(pattern, i, i + 1, regex);
                case '{' -> {
                    if (isDigit(pattern, i + 1)) {
                        i = appendQuantifier(pattern, i, endOfBounds(pattern, i + 1), regex);
                    } else {
                        regex.append("\\{");
                        i++;
                    }
                }
                default -> {
                    regex.append(c);
                    i++;
                }
            }
        }
        return regex.toString();
    }

    static boolean isDigit(String pattern, int index) {
        return index < pattern.length() && Character.isDigit(pattern.charAt(index));
    }

    /** Returns where a pattern goes on after the brace that closes the bounds from {@code start} on. */
    static int endOfBounds(String pattern, int start) {
        int end = pattern.indexOf('}', start);
        if (end < 0) {
            throw invalid("braces {} not balanced");
        }
        return end + 1;
    }

    /** Appends a quantifier, after which a plus would be Java's; returns {@code end}. */
    private static int appendQuantifier(String pattern, int start, int end, StringBuilder regex) {
        if (end < pattern.length() && pattern.charAt(end) == '+') {
            throw invalid(NO_OPERAND);
        }
        regex.append(pattern, start, end);
        return end;
    }

    static String escape(char c) {
        return switch (c) {
            case 'm' -> "\\b(?=\\w)";
            case 'M' -> "\\b(?<=\\w)";
            case 'y' -> "\\b";
            case 'Y' -> "\\B";
            case 'Z' -> "\\z";
            default -> "\\" + c;
        };
    }

    /** Appends the bracket expression that begins at {@code start}, and returns where the pattern goes on. */
    static int appendBrackets(String pattern, int start, StringBuilder regex) {
        int i = start + 1;
        regex.append('[');
        if (i < pattern.length() && pattern.charAt(i) == '^') {
            regex.append('^');
            i++;
        }
        int first = i;
        while (i < pattern.length() && (pattern.charAt(i) != ']' || i == first)) {
            i = appendMember(pattern, i, regex);
        }
        if (i == pattern.length()) {
            throw invalid("brackets [] not balanced");
        }
        regex.append(']');
        return i + 1;
    }

    private static int appendMember(String pattern, int at, StringBuilder regex) {
        char c = pattern.charAt(at);
        char next = at + 1 < pattern.length() ? pattern.charAt(at + 1) : ' ';
        if (c == '[' && (next == ':' || next == '.' || next == '=')) {
            int end = pattern.indexOf(next + "]", at + 2);
            if (end < 0) {
                throw invalid("brackets [] not balanced");
            }
            var name = pattern.substring(at + 2, end);
            regex.append(next == ':' ? characterClass(name) : literal(name));
            return end + 2;
        }
        if (c == '\\' && at + 1 < pattern.length()) {
            regex.append(c).append(next);
            return at + 2;
        }
        // These mean something between Java's brackets, and nothing between POSIX's.
        regex.append(c == '[' || c == '&' || c == '^' || c == ']' || c == '~' ? "\\" : "")
                .append(c);
        return at + 1;
    }

    private static String literal(String name) {
        if (name.codePointCount(0, name.length()) != 1) {
            throw invalid("invalid collating element");
        }
        return Character.isLetterOrDigit(name.codePointAt(0)) ? name : "\\" + name;
    }

    private static String characterClass(String name) {
        return switch (name) {
            case "alpha" -> "\\p{IsAlphabetic}";
            case "digit" -> "\\p{IsDigit}";
            case "alnum" -> "\\p{IsAlphabetic}\\p{IsDigit}";
            case "upper" -> "\\p{IsUppercase}";
            case "lower" -> "\\p{IsLowercase}";
            case "space" -> "\\p{IsWhite_Space}";
            case "blank" -> " \\t";
            case "punct" -> "\\p{Punct}";
            case "cntrl" -> "\\p{Cntrl}";
            case "graph" -> "\\p{Graph}";
            case "print" -> "\\p{Print}";
            case "xdigit" -> "\\p{XDigit}";
            case "word" -> "\\w";
            default -> throw invalid("invalid character class");
        };
    }

    static SlipherException invalid(String reason) {
        return new SlipherException(SqlState.INVALID_REGULAR_EXPRESSION, "invalid regular expression: " + reason);
    }
}
