package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import java.util.function.IntPredicate;

/** Says which columns and expressions can be null, from NOT NULL columns and the outer joins above them. */
final class Nullability {
    private Nullability() {}

    static boolean isNullable(LogicalNode node, int column, Columns columns) {
        if (node instanceof LogicalNode.Project project) {
            for (LogicalNode.Assignment assignment : project.assignments()) {
                if (assignment.column() == column) {
                    return isNullable(project.input(), assignment.expression(), columns);
                }
            }
            return true;
        }
        if (node instanceof LogicalNode.Join join) {
            boolean fromLeft = join.left().outputs().contains(column);
            LogicalNode source = fromLeft ? join.left() : join.right();
            boolean padded = switch (join.kind()) {
                case LEFT, SINGLE -> !fromLeft;
                case RIGHT -> fromLeft;
                case FULL -> true;
                case INNER, SEMI, ANTI -> false;
                case MARK, EXISTS -> join.mark().orElse(-1) == column;
            };
            return padded || isNullable(source, column, columns);
        }
        return switch (node) {
            case LogicalNode.Scan _, LogicalNode.Series _, LogicalNode.Values _ ->
                columns.get(column).nullable();
            case LogicalNode.Filter filter -> isNullable(filter.input(), column, columns);
            case LogicalNode.Sort sort -> isNullable(sort.input(), column, columns);
            case LogicalNode.Window window ->
                !window.input().outputs().contains(column) || isNullable(window.input(), column, columns);
            case LogicalNode.Aggregate aggregate ->
                !aggregate.isPlain()
                        || !aggregate.keys().contains(column)
                        || isNullable(aggregate.input(), column, columns);
            default -> true;
        };
    }

    static boolean isNullable(LogicalNode node, Expression expression, Columns columns) {
        return switch (expression) {
            case Expression.Literal(var value, var _) -> value.isNull();
            case Expression.ColumnReference(int id, var _) -> isNullable(node, id, columns);
            case Expression.IsNull _ -> false;
            case Expression.Coalesce(var operands, var _) ->
                operands.stream().allMatch(o -> isNullable(node, o, columns));
            case Expression.Cast(var operand, var _, var mode) ->
                mode == Expression.CastMode.TRY || isNullable(node, operand, columns);
            case Expression.Comparison _,
                    Expression.Arithmetic _,
                    Expression.And _,
                    Expression.Or _,
                    Expression.Not _ ->
                ExpressionTree.children(expression).stream().anyMatch(c -> isNullable(node, c, columns));
            default -> true;
        };
    }

    /** Whether the condition is never true for a row in which all columns that fit are null. */
    static boolean rejectsNulls(Expression condition, IntPredicate nulls) {
        return switch (condition) {
            case Expression.And(var operands) -> operands.stream().anyMatch(o -> rejectsNulls(o, nulls));
            case Expression.Or(var operands) -> operands.stream().allMatch(o -> rejectsNulls(o, nulls));
            case Expression.Not(Expression.IsNull(var operand)) -> isNullWhen(operand, nulls);
            case Expression.Comparison(var operator, var left, var right) ->
                operator != Expression.ComparisonOperator.DISTINCT
                        && operator != Expression.ComparisonOperator.NOT_DISTINCT
                        && (isNullWhen(left, nulls) || isNullWhen(right, nulls));
            case Expression.In(var operand, var _) -> isNullWhen(operand, nulls);
            case Expression.Like like -> isNullWhen(like.operand(), nulls);
            case Expression.Not(Expression.Like like) -> isNullWhen(like.operand(), nulls);
            case Expression.Not(Expression.In(var operand, var _)) -> isNullWhen(operand, nulls);
            case Expression.ColumnReference(int id, var _) -> nulls.test(id);
            default -> false;
        };
    }

    private static boolean isNullWhen(Expression expression, IntPredicate nulls) {
        return switch (expression) {
            case Expression.ColumnReference(int id, var _) -> nulls.test(id);
            case Expression.Cast(var operand, var _, var _) -> isNullWhen(operand, nulls);
            case Expression.Arithmetic(var _, var left, var right, var _) ->
                isNullWhen(left, nulls) || isNullWhen(right, nulls);
            default -> false;
        };
    }
}
