package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/** What the planner puts where a subquery was. */
final class SubqueryFunctions {
    private SubqueryFunctions() {}

    /** Says whether a scalar subquery has a row, of whose rows {@code count} are there. Volatile, so that it stays in its place. */
    @ScalarFunction(
            name = "single_row",
            arguments = TypeFamily.BIGINT,
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.VOLATILE)
    static boolean singleRow(long count) {
        if (count > 1) {
            throw new SlipherException(
                    SqlState.CARDINALITY_VIOLATION, "more than one row returned by a subquery used as an expression");
        }
        return count == 1;
    }
}
