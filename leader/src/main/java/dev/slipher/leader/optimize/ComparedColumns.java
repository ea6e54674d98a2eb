package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;

/**
 * Puts the column of a comparison with a constant on the left, and takes widening casts off it where the constant can be
 * narrowed instead, so that scans compare stored values and zone maps apply.
 */
final class ComparedColumns {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private ComparedColumns() {}

    static Expression bare(Expression condition) {
        return switch (condition) {
            case Expression.And(var operands) ->
                new Expression.And(operands.stream().map(ComparedColumns::bare).toList());
            case Expression.Or(var operands) ->
                new Expression.Or(operands.stream().map(ComparedColumns::bare).toList());
            case Expression.Comparison(var operator, Expression.Literal left, var right)
            when !(right instanceof Expression.Literal) -> narrowed(flipped(operator), right, left);
            case Expression.Comparison(var operator, var left, Expression.Literal right) ->
                narrowed(operator, left, right);
            default -> condition;
        };
    }

    private static ComparisonOperator flipped(ComparisonOperator operator) {
        return switch (operator) {
            case LESS -> ComparisonOperator.GREATER;
            case LESS_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
            case GREATER -> ComparisonOperator.LESS;
            case GREATER_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
            case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> operator;
        };
    }

    private static Expression narrowed(ComparisonOperator operator, Expression left, Expression.Literal right) {
        if (left instanceof Expression.Cast(var inner, var type, var mode)
                && mode != Expression.CastMode.TRY
                && right.value() instanceof Datum.Integral(long value)) {
            if (type == SqlType.Simple.TIMESTAMP && inner.type() == SqlType.Simple.DATE) {
                return date(operator, inner, left, right, value);
            }
            if (isWidening(inner.type(), type) && fits(value, inner.type())) {
                return new Expression.Comparison(operator, inner, new Expression.Literal(right.value(), inner.type()));
            }
        }
        return new Expression.Comparison(operator, left, right);
    }

    /** A date is before a time of day if it is that day or before, so the time is rounded down to its day. */
    private static Expression date(
            ComparisonOperator operator, Expression inner, Expression left, Expression.Literal right, long micros) {
        long day = Math.floorDiv(micros, MICROS_PER_DAY);
        boolean midnight = Math.floorMod(micros, MICROS_PER_DAY) == 0;
        boolean infinite = micros == Long.MIN_VALUE || micros == Long.MAX_VALUE;
        if (infinite || day <= Integer.MIN_VALUE || day >= Integer.MAX_VALUE) {
            return new Expression.Comparison(operator, left, right);
        }
        ComparisonOperator rounded = midnight
                ? operator
                : switch (operator) {
                    case LESS, LESS_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
                    case GREATER, GREATER_OR_EQUAL -> ComparisonOperator.GREATER;
                    case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> operator;
                };
        boolean exact = midnight || rounded != operator || isOrder(operator);
        return exact
                ? new Expression.Comparison(
                        rounded, inner, new Expression.Literal(new Datum.Integral(day), SqlType.Simple.DATE))
                : new Expression.Comparison(operator, left, right);
    }

    private static boolean isOrder(ComparisonOperator operator) {
        return switch (operator) {
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
            case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> false;
        };
    }

    /** Whether every integer of one type is one of the other, so that the cast cannot fail. */
    private static boolean isWidening(SqlType from, SqlType to) {
        return integerBytes(from) > 0 && integerBytes(from) <= integerBytes(to);
    }

    private static int integerBytes(SqlType type) {
        return switch (type) {
            case SqlType.Simple.SMALLINT -> Short.BYTES;
            case SqlType.Simple.INTEGER -> Integer.BYTES;
            case SqlType.Simple.BIGINT -> Long.BYTES;
            default -> 0;
        };
    }

    private static boolean fits(long value, SqlType type) {
        return type == SqlType.Simple.SMALLINT
                ? value == (short) value
                : type == SqlType.Simple.BIGINT || value == (int) value;
    }
}
