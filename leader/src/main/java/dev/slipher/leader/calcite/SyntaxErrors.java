package dev.slipher.leader.calcite;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/** The two sentences with which PostgreSQL refuses text that is not SQL. */
public final class SyntaxErrors {
    private SyntaxErrors() {}

    /** The error at a token whose text is {@code image} and whose first character has this offset. */
    public static SlipherException near(String image, int offset) {
        return new SlipherException(SqlState.SYNTAX_ERROR, "syntax error at or near \"%s\"".formatted(image))
                .withPosition(offset + 1);
    }

    /** The error at the end of a text of this length. */
    public static SlipherException atEnd(int length) {
        return new SlipherException(SqlState.SYNTAX_ERROR, "syntax error at end of input").withPosition(length + 1);
    }

    static SlipherException at(String text, Lexeme lexeme) {
        return lexeme.kind() == Lexeme.Kind.END
                ? atEnd(text.length())
                : near(text.substring(lexeme.start(), lexeme.end()), lexeme.start());
    }
}
