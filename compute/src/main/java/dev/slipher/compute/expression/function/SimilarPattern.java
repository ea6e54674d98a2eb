package dev.slipher.compute.expression.function;

import java.util.regex.Pattern;

/** SIMILAR TO patterns as regular expressions: {@code %} and {@code _} are LIKE's, the rest is POSIX's. */
final class SimilarPattern {
    private SimilarPattern() {}

    static Pattern compile(String pattern) {
        var regex = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            switch (c) {
                case '\\' -> {
                    if (i < pattern.length()) {
                        regex.append(Pattern.quote(String.valueOf(pattern.charAt(i++))));
                    } else {
                        regex.append(c);
                    }
                }
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                case '.', '^', '$' -> regex.append('\\').append(c);
                case '[' -> i = PosixPattern.appendBrackets(pattern, i - 1, regex);
                default -> regex.append(c);
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
