package dev.slipher.leader.calcite;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** The two clauses that count rows; neither takes a number below zero. */
public enum RowCount {
    LIMIT(SqlState.INVALID_ROW_COUNT_IN_LIMIT),
    OFFSET(SqlState.INVALID_ROW_COUNT_IN_OFFSET);

    private static final BigDecimal HIGHEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal LOWEST = BigDecimal.valueOf(-1);

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
                clause.check(clause.parse(number.value()).negate());
            }
        }
    }

    /** Reads a literal, or throws 22003 for an exponent that no number has. */
    public BigDecimal parse(String literal) {
        try {
            return new BigDecimal(literal);
        } catch (NumberFormatException e) {
            throw new SlipherException(
                    SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "%s is out of range: %s".formatted(name(), literal), e);
        }
    }

    /**
     * Returns the rows that a literal counts.
     *
     * @throws SlipherException 2201W or 2201X if they are fewer than none, 22003 if they are more than there can be
     */
    public long check(BigDecimal literal) {
        if (literal.compareTo(HIGHEST) > 0) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        return check(
                literal.compareTo(LOWEST) < 0
                        ? -1
                        : literal.setScale(0, RoundingMode.HALF_UP).longValue());
    }

    /** Returns a number of rows that is one; 2201W or 2201X if it is below zero. */
    public long check(long rows) {
        if (rows < 0) {
            throw new SlipherException(negative, name() + " must not be negative");
        }
        return rows;
    }
}
