package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.parser.SlipherParserImplConstants;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The generated parser's numbers for words and symbols, and which words are keywords wherever they stand. */
final class TokenKinds implements SlipherParserImplConstants {
    private static final Map<String, Integer> KINDS = kinds();

    /** Words that PostgreSQL reserves, and QUALIFY and MINUS, which Redshift does. */
    private static final Set<String> RESERVED = Set.of(
            "select",
            "from",
            "where",
            "group",
            "having",
            "order",
            "limit",
            "offset",
            "union",
            "intersect",
            "except",
            "minus",
            "all",
            "distinct",
            "on",
            "using",
            "join",
            "inner",
            "left",
            "right",
            "full",
            "outer",
            "cross",
            "natural",
            "as",
            "and",
            "or",
            "not",
            "in",
            "between",
            "like",
            "ilike",
            "similar",
            "is",
            "null",
            "true",
            "false",
            "case",
            "when",
            "then",
            "else",
            "end",
            "exists",
            "any",
            "some",
            "with",
            "values",
            "window",
            "qualify",
            "lateral",
            "asc",
            "desc",
            "table",
            "for",
            "default",
            "placing",
            "to",
            "symmetric");

    private TokenKinds() {}

    private static Map<String, Integer> kinds() {
        var kinds = new HashMap<String, Integer>();
        for (int i = 0; i < tokenImage.length; i++) {
            String image = tokenImage[i];
            if (image.length() > 2 && image.startsWith("\"") && image.endsWith("\"")) {
                kinds.putIfAbsent(image.substring(1, image.length() - 1).toLowerCase(Locale.ROOT), i);
            }
        }
        return kinds;
    }

    static boolean isReserved(String word) {
        return RESERVED.contains(word);
    }

    /** Returns the kind of a keyword or symbol that the grammar knows, else -1. */
    static int of(String image) {
        return KINDS.getOrDefault(image, -1);
    }
}
