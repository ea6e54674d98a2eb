package dev.slipher.compute.expression.function;

import java.util.regex.Pattern;

/** SIMILAR TO patterns as regular expressions: {@code %} and {@code _} are LIKE's, the rest is POSIX's. */
final class SimilarPattern {
    private final String pattern;
    private final StringBuilder regex = new StringBuilder();
    private int next;

    /** Whether what was read last can be repeated; not so at the start of a branch and after a quantifier. */
    private boolean repeatable;

    private SimilarPattern(String pattern) {
        this.pattern = pattern;
    }

    static Pattern compile(String pattern) {
        return PosixPattern.compileJava(new SimilarPattern(pattern).toJava(), Pattern.DOTALL);
    }

    private String toJava() {
        while (next < pattern.length()) {
            char c = pattern.charAt(next++);
            switch (c) {
                case '*', '+', '?' -> appendQuantifier(next);
                case '{' -> {
                    if (PosixPattern.isDigit(pattern, next)) {
                        appendQuantifier(PosixPattern.endOfBounds(pattern, next));
                    } else {
                        append("\\{");
                    }
                }
                case '(', '|' -> {
                    regex.append(c);
                    repeatable = false;
                }
                // PostgreSQL repeats the dot, but not what % stands for, which is repeated already.
                case '%' -> {
                    regex.append(".*");
                    repeatable = false;
                }
                case '_' -> append(".");
                case '.', '^', '$' -> append("\\" + c);
                case '[' -> {
                    next = PosixPattern.appendBrackets(pattern, next - 1, regex);
                    repeatable = true;
                }
                case '\\' -> appendEscaped();
                default -> append(String.valueOf(c));
            }
        }
        return regex.toString();
    }

    private void append(String part) {
        regex.append(part);
        repeatable = true;
    }

    /** A backslash at the end is none, as in PostgreSQL. */
    private void appendEscaped() {
        if (next < pattern.length()) {
            char c = pattern.charAt(next++);
            append(Character.isLetterOrDigit(c) ? PosixPattern.escape(c) : Pattern.quote(String.valueOf(c)));
        }
    }

    /** Appends the quantifier that ends before {@code end}, and the question mark that makes it take the least. */
    private void appendQuantifier(int end) {
        if (!repeatable) {
            throw PosixPattern.invalid(PosixPattern.NO_OPERAND);
        }
        int after = end < pattern.length() && pattern.charAt(end) == '?' ? end + 1 : end;
        regex.append(pattern, next - 1, after);
        next = after;
        repeatable = false;
    }
}
