package dev.slipher.compute.expression.function;

import java.util.regex.Pattern;

/** SIMILAR TO patterns as regular expressions: {@code %} and {@code _} are LIKE's, the rest is POSIX's. */
final class SimilarPattern {
    private SimilarPattern() {}

    static Pattern compile(String pattern) {
        var regex = new StringBuilder();
        boolean inBrackets = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else if (inBrackets) {
                inBrackets = c != ']';
                regex.append(c);
            } else {
                switch (c) {
                    case '%' -> regex.append(".*");
                    case '_' -> regex.append('.');
                    case '.', '^', '$' -> regex.append('\\').append(c);
                    case '[' -> {
                        inBrackets = true;
                        regex.append(c);
                    }
                    default -> regex.append(c);
                }
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
