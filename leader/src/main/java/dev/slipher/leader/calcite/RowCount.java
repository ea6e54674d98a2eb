package dev.slipher.leader.calcite;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** The two clauses that count rows; neither takes a number below zero. */
enum RowCount {
    LIMIT(SqlState.INVALID_ROW_COUNT_IN_LIMIT),
    OFFSET(SqlState.INVALID_ROW_COUNT_IN_OFFSET);

    private final SqlState negative;

    RowCount(SqlState negative) {
        this.negative = negative;
    }

    /** Checks the minus that the cursor is at: the grammar has no count with a sign, but it is no error of syntax. */
    static void checkMinus(LexemeCursor cursor) {
        var number = cursor.peek(1);
        for (var clause : values()) {
            if (number.kind() == Lexeme.Kind.NUMBER
                    && cursor.peek(-1).isWord(clause.name().toLowerCase(Locale.ROOT))) {
                clause.check(new BigDecimal(number.value()).negate());
            }
        }
    }

    /**
     * Returns the rows that a literal counts.
     *
     * @throws SlipherException 2201W or 2201X if they are fewer than none
     */
    long check(BigDecimal literal) {
        return check(literal.setScale(0, RoundingMode.HALF_UP).longValue());
    }

    long check(long rows) {
        if (rows < 0) {
            throw new SlipherException(negative, name() + " must not be negative");
        }
        return rows;
    }
}
