package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.storage.type.Equality;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells outer values apart that are equal and yet not the same, such as strings that differ in trailing blanks, where a
 * subtree may see the difference.
 *
 * <p>Each such column gets another one beside it that differs where they do.
 *
 * @param rows the outer rows, with those columns
 * @param outer the outer columns, and those
 */
record ExactValues(LogicalNode rows, Set<Integer> outer) {
    private static final SqlType TEXT = new SqlType.Varchar(128);

    /** Returns {@code rows} as they are for a subtree that only compares values of the columns {@code outer}. */
    static ExactValues of(Columns columns, LogicalNode rows, LogicalNode subtree, Set<Integer> outer) {
        var seen = new HashSet<Integer>();
        addSeen(subtree, seen);
        var assignments = new ArrayList<Assignment>();
        rows.outputs().forEach(id -> assignments.add(new Assignment(id, ExpressionTree.reference(columns, id))));
        var all = new HashSet<>(outer);
        for (int id : outer) {
            if (seen.contains(id)) {
                difference(ExpressionTree.reference(columns, id)).ifPresent(expression -> {
                    int column = columns.add("difference", expression.type(), true);
                    assignments.add(new Assignment(column, expression));
                    all.add(column);
                });
            }
        }
        return all.size() == outer.size()
                ? new ExactValues(rows, outer)
                : new ExactValues(new LogicalNode.Project(rows, assignments), all);
    }

    private static Optional<Expression> difference(Expression value) {
        if (Equality.isSameness(value.type())) {
            return Optional.empty();
        }
        return Optional.of(
                value.type() instanceof SqlType.Varchar
                        ? new Expression.Call("octet_length", List.of(value), SqlType.Simple.INTEGER)
                        : new Expression.Cast(value, TEXT, Expression.CastMode.EXPLICIT));
    }

    private static void addSeen(LogicalNode node, Set<Integer> seen) {
        Correlations.expressions(node).forEach(expression -> addSeen(expression, seen));
        node.inputs().forEach(input -> addSeen(input, seen));
    }

    /** Adds the columns whose values an expression does more with than compare them. */
    private static void addSeen(Expression expression, Set<Integer> seen) {
        if (expression instanceof Expression.ColumnReference(int column, var _)) {
            seen.add(column);
            return;
        }
        boolean compares = expression instanceof Expression.Comparison
                || expression instanceof Expression.In
                || expression instanceof Expression.IsNull;
        for (var operand : ExpressionTree.children(expression)) {
            if (!(compares && operand instanceof Expression.ColumnReference)) {
                addSeen(operand, seen);
            }
        }
    }
}
