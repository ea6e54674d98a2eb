package dev.slipher.leader.calcite;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlInternalOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlPrefixOperator;

/** Operators that our grammar has and Calcite's has not, or that bind otherwise there. */
public final class SlipherOperators {
    /** {@code timestamp AT TIME ZONE zone}; binds tighter than arithmetic. */
    public static final SqlBinaryOperator AT_TIME_ZONE =
            new SqlBinaryOperator("AT TIME ZONE", SqlKind.OTHER, 90, true, null, null, null);

    /** {@code number ^ exponent}; binds tighter than other arithmetic, and from left to right. */
    public static final SqlBinaryOperator POWER = new SqlBinaryOperator("^", SqlKind.OTHER, 70, true, null, null, null);

    /**
     * The level of operators that have none of their own in PostgreSQL: looser than arithmetic, tighter than comparisons,
     * LIKE and IN.
     */
    private static final int OTHER_LEVEL = 36;

    /** {@code left || right}. */
    public static final SqlBinaryOperator CONCAT = binary("||");

    /** {@code number << bits}. */
    public static final SqlBinaryOperator SHIFT_LEFT = binary("<<");

    /** {@code number >> bits}. */
    public static final SqlBinaryOperator SHIFT_RIGHT = binary(">>");

    /** {@code bits & bits}. */
    public static final SqlBinaryOperator BIT_AND = binary("&");

    /** {@code bits | bits}. */
    public static final SqlBinaryOperator BIT_OR = binary("|");

    /** {@code bits # bits}, which are those that differ. */
    public static final SqlBinaryOperator BIT_XOR = binary("#");

    /** {@code ~ bits}. */
    public static final SqlPrefixOperator BIT_NOT = prefix("~");

    /** {@code @ number}. */
    public static final SqlPrefixOperator ABSOLUTE = prefix("@");

    /** {@code |/ number}. */
    public static final SqlPrefixOperator SQUARE_ROOT = prefix("|/");

    /** {@code ||/ number}. */
    public static final SqlPrefixOperator CUBE_ROOT = prefix("||/");

    /** {@code function(…) WITH ORDINALITY} in FROM. */
    public static final SqlOperator WITH_ORDINALITY = new SqlInternalOperator("WITH ORDINALITY", SqlKind.OTHER);

    private SlipherOperators() {}

    private static SqlBinaryOperator binary(String symbol) {
        return new SqlBinaryOperator(symbol, SqlKind.OTHER, OTHER_LEVEL, true, null, null, null);
    }

    private static SqlPrefixOperator prefix(String symbol) {
        return new SqlPrefixOperator(symbol, SqlKind.OTHER, OTHER_LEVEL + 2, null, null, null);
    }
}
