package dev.slipher.leader.calcite;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/**
 * A token of SQL text, before anything is known about the statement around it.
 *
 * @param value for a word, the word in lower case; for a quoted name, string or number, its content; for a symbol, itself
 * @param start offset of its first character
 * @param end offset after its last character
 */
public record Lexeme(Kind kind, String value, int start, int end) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        /** {@code $1}; the value is the number. */
        PARAMETER,
        SYMBOL,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && value.equals(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && value.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** Returns the number of a parameter. */
    int parameterIndex() {
        try {
            int index = Integer.parseInt(value);
            if (index >= 1 && index <= 0xffff) {
                return index;
            }
        } catch (NumberFormatException e) {
            // Too long a number is refused like one too great.
        }
        throw new SlipherException(SqlState.UNDEFINED_PARAMETER, "there is no parameter $" + value)
                .withPosition(start + 1);
    }
}
