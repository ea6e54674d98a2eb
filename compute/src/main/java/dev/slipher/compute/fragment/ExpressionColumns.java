package dev.slipher.compute.fragment;

import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Expression.Comparison;
import dev.slipher.compute.fragment.Expression.Literal;
import java.util.List;
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
        switch (expression) {
            case ColumnReference(var column, var _) -> found.add(column);
            case Literal _, Expression.Parameter _, Expression.Local _ -> {}
            case Expression.Arithmetic(var _, var left, var right, var _) -> collect(List.of(left, right), found);
            case Comparison(var _, var left, var right) -> collect(List.of(left, right), found);
            case Expression.And(var operands) -> collect(operands, found);
            case Expression.Or(var operands) -> collect(operands, found);
            case Expression.Not(var operand) -> collect(operand, found);
            case Expression.IsNull(var operand) -> collect(operand, found);
            case Expression.Case(var branches, var otherwise, var _) -> {
                branches.forEach(branch -> collect(List.of(branch.condition(), branch.result()), found));
                collect(otherwise, found);
            }
            case Expression.Let(var value, var body) -> collect(List.of(value, body), found);
            case Expression.Coalesce(var operands, var _) -> collect(operands, found);
            case Expression.Cast(var operand, var _, var _) -> collect(operand, found);
            case Expression.In(var operand, var _) -> collect(operand, found);
            case Expression.Like(var operand, var pattern, var escape, var _) -> {
                collect(List.of(operand, pattern), found);
                escape.ifPresent(e -> collect(e, found));
            }
            case Expression.Call(var _, var arguments, var _) -> collect(arguments, found);
        }
    }

    private static void collect(List<Expression> expressions, Set<Integer> found) {
        expressions.forEach(expression -> collect(expression, found));
    }
}
