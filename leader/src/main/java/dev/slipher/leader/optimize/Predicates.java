package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.type.Equality;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Brings conditions into forms that can be pushed down and evaluated fast. */
final class Predicates {
    private Predicates() {}

    /** Folds conditions, splits them at AND, takes common factors out of OR, and gathers equalities into IN. */
    static List<Expression> normalize(List<Expression> conditions) {
        var all = new LinkedHashSet<Expression>();
        var changing = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            for (Expression conjunct : ExpressionTree.conjuncts(Folding.fold(condition))) {
                for (Expression part : ExpressionTree.conjuncts(factored(conjunct))) {
                    for (Expression simple : ExpressionTree.conjuncts(pushNot(part))) {
                        (Folding.isVolatile(simple) ? changing : all).add(ComparedColumns.bare(simple));
                    }
                }
            }
        }
        var normal = new ArrayList<>(all);
        normal.addAll(changing);
        return normal;
    }

    /** NOT over comparisons and logic is resolved, which keeps three-valued meaning. */
    private static Expression pushNot(Expression expression) {
        if (!(expression instanceof Expression.Not(var operand))) {
            return expression;
        }
        return switch (operand) {
            case Expression.Not(var inner) -> inner;
            case Expression.Or(var operands) ->
                new Expression.And(operands.stream()
                        .map(o -> pushNot(new Expression.Not(o)))
                        .toList());
            case Expression.Comparison(var operator, var left, var right) ->
                new Expression.Comparison(opposite(operator), left, right);
            default -> expression;
        };
    }

    private static ComparisonOperator opposite(ComparisonOperator operator) {
        return switch (operator) {
            case EQUAL -> ComparisonOperator.NOT_EQUAL;
            case NOT_EQUAL -> ComparisonOperator.EQUAL;
            case LESS -> ComparisonOperator.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> ComparisonOperator.GREATER;
            case GREATER -> ComparisonOperator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> ComparisonOperator.LESS;
            case DISTINCT -> ComparisonOperator.NOT_DISTINCT;
            case NOT_DISTINCT -> ComparisonOperator.DISTINCT;
        };
    }

    /** {@code (a AND b) OR (a AND c)} becomes {@code a AND (b OR c)}; an OR of equalities becomes IN. */
    private static Expression factored(Expression expression) {
        if (!(expression instanceof Expression.Or(var disjuncts)) || Folding.isVolatile(expression)) {
            return expression;
        }
        var branches = new ArrayList<List<Expression>>();
        for (Expression disjunct : disjuncts) {
            branches.add(ExpressionTree.conjuncts(disjunct).stream()
                    .map(Predicates::factored)
                    .toList());
        }
        var common = new LinkedHashSet<>(branches.getFirst());
        branches.forEach(common::retainAll);
        if (common.isEmpty()) {
            return Memberships.or(branches.stream()
                    .map(b -> ExpressionTree.and(b).orElse(ExpressionTree.TRUE))
                    .toList());
        }
        var rest = new ArrayList<Expression>();
        for (List<Expression> branch : branches) {
            var own = new ArrayList<>(branch);
            own.removeAll(common);
            rest.add(ExpressionTree.and(own).orElse(ExpressionTree.TRUE));
        }
        var conjuncts = new ArrayList<>(common);
        if (!rest.contains(ExpressionTree.TRUE)) {
            conjuncts.add(Memberships.or(rest));
        }
        return ExpressionTree.and(conjuncts).orElse(ExpressionTree.TRUE);
    }

    /**
     * Returns what an OR over both sides of a join says about one side: the OR of each branch's conjuncts on that side, if
     * every branch has some.
     */
    static Optional<Expression> impliedOn(Expression condition, IntPredicate side) {
        if (!(condition instanceof Expression.Or(var disjuncts))) {
            return Optional.empty();
        }
        var branches = new ArrayList<Expression>();
        for (Expression disjunct : disjuncts) {
            List<Expression> own = ExpressionTree.conjuncts(disjunct).stream()
                    .filter(c -> !ExpressionTree.isConstant(c) && ExpressionTree.onlyColumns(c, side))
                    .toList();
            if (own.isEmpty()) {
                return Optional.empty();
            }
            branches.add(ExpressionTree.and(own).orElseThrow());
        }
        return Optional.of(factored(new Expression.Or(branches)));
    }

    /** Returns the two columns that a condition equates. */
    static Optional<int[]> equatedColumns(Expression condition) {
        if (condition
                        instanceof
                        Expression.Comparison(
                                var operator,
                                Expression.ColumnReference(int left, var leftType),
                                Expression.ColumnReference(int right, var rightType))
                && operator == ComparisonOperator.EQUAL
                && leftType.equals(rightType)) {
            return Optional.of(new int[] {left, right});
        }
        return Optional.empty();
    }

    /** Returns the one column of a condition that compares it with constants, so that it holds for equal columns too. */
    static Optional<Integer> restrictedColumn(Expression condition) {
        boolean transferable = switch (condition) {
            case Expression.Comparison(var _, Expression.ColumnReference _, var right) ->
                ExpressionTree.isConstant(right);
            case Expression.Comparison(var _, var left, Expression.ColumnReference _) ->
                ExpressionTree.isConstant(left);
            case Expression.In(var operand, var _) -> operand instanceof Expression.ColumnReference;
            default -> false;
        };
        return transferable
                ? Optional.of(ExpressionTree.columns(condition).iterator().next())
                : Optional.empty();
    }

    /**
     * Whether the condition is the same for values that are equal, and may so be asked of any row of a group: not
     * {@code length(s) = 1}, since 'a' and 'a ' are one group, as are intervals of 1 month and 30 days, and 0 and -0.
     */
    static boolean isSameForEqual(Expression condition) {
        return switch (condition) {
            case Expression.ColumnReference(int _, var type) -> Equality.isSameness(type);
            case Expression.Comparison(var _, var left, var right) -> isCompared(left) && isCompared(right);
            case Expression.In(var operand, var _) -> isCompared(operand);
            case Expression.IsNull(var operand) -> isCompared(operand);
            default -> ExpressionTree.children(condition).stream().allMatch(Predicates::isSameForEqual);
        };
    }

    private static boolean isCompared(Expression operand) {
        return operand instanceof Expression.ColumnReference
                || operand instanceof Expression.Cast(Expression.ColumnReference column, var type, var _)
                        && isWidening(column.type(), type)
                || isSameForEqual(operand);
    }

    private static boolean isWidening(SqlType from, SqlType to) {
        return from instanceof SqlType.Varchar(int length)
                && to instanceof SqlType.Varchar(int longer)
                && length <= longer;
    }
}
