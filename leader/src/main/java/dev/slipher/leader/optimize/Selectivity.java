package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.optimize.Profile.ColumnProfile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Estimates which part of rows fulfils a condition. */
final class Selectivity {
    private static final double UNKNOWN = 0.25;
    private static final double LIKE = 0.08;
    private static final double RANGE = 0.33;
    private static final double LEAST = 1e-7;

    private Selectivity() {}

    /** Ranges over one column are taken together; the rest is thought to be half independent. */
    static double of(List<Expression> conjuncts, Profile profile) {
        Map<Integer, double[]> ranges = new HashMap<>();
        var parts = new ArrayList<Double>();
        for (Expression conjunct : conjuncts) {
            if (!addRange(conjunct, profile, ranges)) {
                parts.add(of(conjunct, profile));
            }
        }
        ranges.forEach((column, range) -> {
            ColumnProfile known = profile.columns().get(column);
            parts.add(known == null ? RANGE : fraction(known, range));
        });
        return combined(parts);
    }

    /** Multiplies, each further selectivity counting less, since conditions are seldom independent. */
    static double combined(List<Double> parts) {
        Collections.sort(parts);
        double product = 1;
        double exponent = 1;
        for (double part : parts) {
            product *= Math.pow(part, exponent);
            exponent = Math.max(exponent * 0.8, 0.4);
        }
        return Math.clamp(product, LEAST, 1);
    }

    private static double fraction(ColumnProfile column, double[] range) {
        double width = column.max() - column.min();
        if (width <= 0) {
            return range[0] <= column.min() && column.max() <= range[1] ? 1 : LEAST;
        }
        double low = Math.max(range[0], column.min());
        double high = Math.min(range[1], column.max());
        double least = 1 / Math.max(column.distinct(), 1);
        return Math.clamp((high - low) / width, Math.min(least, 1), 1);
    }

    private static boolean addRange(Expression condition, Profile profile, Map<Integer, double[]> ranges) {
        if (!(condition instanceof Expression.Comparison(var operator, var left, var right))) {
            return false;
        }
        boolean flipped = right instanceof Expression.ColumnReference && left instanceof Expression.Literal;
        Expression column = flipped ? right : left;
        Expression constant = flipped ? left : right;
        if (!(column instanceof Expression.ColumnReference(int id, var _))
                || !(constant instanceof Expression.Literal(var value, var type))) {
            return false;
        }
        ColumnProfile known = profile.columns().get(id);
        double number = Profile.number(value, type);
        if (known == null || Double.isNaN(number) || Double.isNaN(known.min()) || Double.isNaN(known.max())) {
            return false;
        }
        boolean upper = switch (operator) {
            case LESS, LESS_OR_EQUAL -> !flipped;
            case GREATER, GREATER_OR_EQUAL -> flipped;
            case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> {
                number = Double.NaN;
                yield false;
            }
        };
        if (Double.isNaN(number)) {
            return false;
        }
        double[] range =
                ranges.computeIfAbsent(id, _ -> new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY});
        if (upper) {
            range[1] = Math.min(range[1], number);
        } else {
            range[0] = Math.max(range[0], number);
        }
        return true;
    }

    private static double of(Expression condition, Profile profile) {
        return switch (condition) {
            case Expression.Comparison(var operator, var left, var right) -> comparison(operator, left, right, profile);
            case Expression.In(var operand, var values) -> Math.min(1, values.size() * equality(operand, profile));
            case Expression.Like _ -> LIKE;
            case Expression.Not(var operand) -> Math.clamp(1 - of(operand, profile), LEAST, 1);
            case Expression.And(var operands) -> of(operands, profile);
            case Expression.Or(var operands) -> {
                double miss = 1;
                for (Expression operand : operands) {
                    miss *= 1 - of(ExpressionTree.conjuncts(operand), profile);
                }
                yield Math.clamp(1 - miss, LEAST, 1);
            }
            case Expression.IsNull(Expression.ColumnReference(int id, var _)) -> {
                ColumnProfile column = profile.columns().get(id);
                yield column == null ? 0.05 : Math.max(column.nullFraction(), LEAST);
            }
            default ->
                condition.equals(ExpressionTree.TRUE) ? 1 : condition.equals(ExpressionTree.FALSE) ? LEAST : UNKNOWN;
        };
    }

    private static double comparison(ComparisonOperator operator, Expression left, Expression right, Profile profile) {
        return switch (operator) {
            case EQUAL, NOT_DISTINCT ->
                ExpressionTree.isConstant(right)
                        ? equality(left, profile)
                        : ExpressionTree.isConstant(left)
                                ? equality(right, profile)
                                : Math.min(equality(left, profile), equality(right, profile));
            case NOT_EQUAL, DISTINCT -> 1 - Math.min(equality(left, profile), 0.5);
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> RANGE;
        };
    }

    private static double equality(Expression operand, Profile profile) {
        if (operand instanceof Expression.ColumnReference(int id, var _)
                && profile.columns().containsKey(id)) {
            return 1 / profile.distinct(id);
        }
        return operand instanceof Expression.Cast(var inner, var _, var _) ? equality(inner, profile) : 0.05;
    }
}
