package dev.slipher.compute.fragment;

import java.util.Set;
import java.util.TreeSet;

/** Which columns expressions read. */
public final class ExpressionColumns {
    private ExpressionColumns() {}

    /** Returns the input columns that an expression mentions, in ascending order. */
    public static Set<Integer> of(Expression expression) {
        var found = new TreeSet<Integer>();
        collect(expression, found);
        return found;
    }

    private static void collect(Expression expression, Set<Integer> found) {
        if (expression instanceof Expression.ColumnReference(var column, var _)) {
            found.add(column);
        }
        Subexpressions.of(expression).forEach(part -> collect(part, found));
    }
}
