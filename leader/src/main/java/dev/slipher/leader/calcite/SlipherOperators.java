package dev.slipher.leader.calcite;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlInternalOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;

/** Operators that our grammar has and Calcite's has not, or that bind otherwise there. */
public final class SlipherOperators {
    /** {@code timestamp AT TIME ZONE zone}; binds tighter than arithmetic. */
    public static final SqlBinaryOperator AT_TIME_ZONE =
            new SqlBinaryOperator("AT TIME ZONE", SqlKind.OTHER, 90, true, null, null, null);

    /** {@code left || right}; binds looser than arithmetic and tighter than comparisons, LIKE and IN, as in PostgreSQL. */
    public static final SqlBinaryOperator CONCAT =
            new SqlBinaryOperator("||", SqlKind.OTHER, 36, true, null, null, null);

    /** {@code number << bits}; binds as {@link #CONCAT} does. */
    public static final SqlBinaryOperator SHIFT_LEFT =
            new SqlBinaryOperator("<<", SqlKind.OTHER, 36, true, null, null, null);

    /** {@code number >> bits}; binds as {@link #CONCAT} does. */
    public static final SqlBinaryOperator SHIFT_RIGHT =
            new SqlBinaryOperator(">>", SqlKind.OTHER, 36, true, null, null, null);

    /** {@code function(…) WITH ORDINALITY} in FROM. */
    public static final SqlOperator WITH_ORDINALITY = new SqlInternalOperator("WITH ORDINALITY", SqlKind.OTHER);

    private SlipherOperators() {}
}
