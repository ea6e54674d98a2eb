package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Subexpressions;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** Walks over and rebuilds expressions. */
public final class ExpressionTree {
    /** The constant true. */
    public static final Expression TRUE = new Expression.Literal(new Datum.Integral(1), SqlType.Simple.BOOLEAN);

    /** The constant false. */
    public static final Expression FALSE = new Expression.Literal(new Datum.Integral(0), SqlType.Simple.BOOLEAN);

    private ExpressionTree() {}

    /** Returns the operands in order. */
    public static List<Expression> children(Expression expression) {
        return Subexpressions.of(expression);
    }

    /** Returns the expression with each operand replaced by what {@code change} makes of it. */
    public static Expression mapChildren(Expression expression, UnaryOperator<Expression> change) {
        return switch (expression) {
            case Expression.ColumnReference _, Expression.Literal _, Expression.Parameter _, Expression.Local _ ->
                expression;
            case Expression.Arithmetic(var operator, var left, var right, var type) ->
                new Expression.Arithmetic(operator, change.apply(left), change.apply(right), type);
            case Expression.Comparison(var operator, var left, var right) ->
                new Expression.Comparison(operator, change.apply(left), change.apply(right));
            case Expression.And(var operands) -> new Expression.And(mapAll(operands, change));
            case Expression.Or(var operands) -> new Expression.Or(mapAll(operands, change));
            case Expression.Not(var operand) -> new Expression.Not(change.apply(operand));
            case Expression.IsNull(var operand) -> new Expression.IsNull(change.apply(operand));
            case Expression.Case(var branches, var otherwise, var type) ->
                new Expression.Case(
                        branches.stream()
                                .map(w -> new Expression.When(change.apply(w.condition()), change.apply(w.result())))
                                .toList(),
                        change.apply(otherwise),
                        type);
            case Expression.Let(var value, var body) -> new Expression.Let(change.apply(value), change.apply(body));
            case Expression.Coalesce(var operands, var type) -> new Expression.Coalesce(mapAll(operands, change), type);
            case Expression.Cast(var operand, var type, var mode) ->
                new Expression.Cast(change.apply(operand), type, mode);
            case Expression.In(var operand, var values) -> new Expression.In(change.apply(operand), values);
            case Expression.Like(var operand, var pattern, var escape, var ignoreCase) ->
                new Expression.Like(change.apply(operand), change.apply(pattern), escape.map(change), ignoreCase);
            case Expression.Call(var function, var arguments, var type) ->
                new Expression.Call(function, mapAll(arguments, change), type);
        };
    }

    private static List<Expression> mapAll(List<Expression> expressions, UnaryOperator<Expression> change) {
        return expressions.stream().map(change).toList();
    }

    /** Returns the expression with columns replaced; those missing in the map stay. */
    public static Expression substitute(Expression expression, Map<Integer, Expression> replacements) {
        if (expression instanceof Expression.ColumnReference(int id, var _)) {
            return replacements.getOrDefault(id, expression);
        }
        return mapChildren(expression, e -> substitute(e, replacements));
    }

    /** Adds the ids of all columns in the expression. */
    public static void collectColumns(Expression expression, Set<Integer> columns) {
        if (expression instanceof Expression.ColumnReference(int id, var _)) {
            columns.add(id);
        }
        for (Expression child : children(expression)) {
            collectColumns(child, columns);
        }
    }

    /** Returns the ids of all columns in the expression. */
    public static Set<Integer> columns(Expression expression) {
        var columns = new HashSet<Integer>();
        collectColumns(expression, columns);
        return columns;
    }

    /** Whether all columns of the expression fit. */
    public static boolean onlyColumns(Expression expression, IntPredicate fits) {
        if (expression instanceof Expression.ColumnReference(int id, var _)) {
            return fits.test(id);
        }
        for (Expression child : children(expression)) {
            if (!onlyColumns(child, fits)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the operands of nested ANDs. */
    public static List<Expression> conjuncts(Expression expression) {
        var conjuncts = new ArrayList<Expression>();
        addConjuncts(expression, conjuncts);
        return conjuncts;
    }

    private static void addConjuncts(Expression expression, List<Expression> conjuncts) {
        if (expression instanceof Expression.And(var operands)) {
            operands.forEach(o -> addConjuncts(o, conjuncts));
        } else if (!expression.equals(TRUE)) {
            conjuncts.add(expression);
        }
    }

    /** Joins conditions by AND. */
    public static Optional<Expression> and(List<Expression> conjuncts) {
        return switch (conjuncts.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(conjuncts.getFirst());
            default -> Optional.of(new Expression.And(conjuncts));
        };
    }

    public static Expression reference(Columns columns, int id) {
        return new Expression.ColumnReference(id, columns.get(id).type());
    }

    static Expression equal(Expression left, Expression right) {
        return new Expression.Comparison(Expression.ComparisonOperator.EQUAL, left, right);
    }

    static boolean isConstant(Expression expression) {
        return onlyColumns(expression, _ -> false);
    }
}
