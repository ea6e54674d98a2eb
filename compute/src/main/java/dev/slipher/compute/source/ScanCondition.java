package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.CompiledCondition;
import dev.slipher.compute.expression.VolatileCalls;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Expression.Comparison;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.Expression.Literal;
import dev.slipher.compute.fragment.ExpressionColumns;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A scan's filter, taken apart by how its conjuncts are evaluated: as ranges of encoded numbers, once for each entry of a
 * dictionary, or over decoded columns.
 *
 * @param zones bounds of what is no range
 */
record ScanCondition(List<Range> ranges, List<ScanZone> zones, List<OfStrings> ofStrings, Optional<General> general) {
    /** {@code low <= column <= high}, of kind INT32 or INT64. */
    record Range(int column, long low, long high) {}

    /** A condition on nothing but one column of kind BYTES. */
    record OfStrings(int column, CompiledCondition condition) {}

    /** What is left, over some of the columns. */
    record General(Set<Integer> columns, CompiledCondition condition) {}

    static ScanCondition of(Optional<Expression> filter, List<ColumnShape> columns, Shapes shapes) {
        var conjuncts = new ArrayList<Expression>();
        filter.ifPresent(expression -> split(expression, conjuncts));
        var ranges = new ArrayList<Range>();
        var zones = new ArrayList<ScanZone>();
        var ofStrings = new ArrayList<OfStrings>();
        var rest = new ArrayList<Expression>();
        for (var conjunct : conjuncts) {
            var range = range(conjunct, columns);
            if (range.isPresent()) {
                ranges.add(range.get());
                continue;
            }
            ScanZone.of(conjunct, columns).ifPresent(zones::add);
            var used = ExpressionColumns.of(conjunct);
            if (used.size() == 1
                    && columns.get(used.iterator().next()).type().physicalKind() == PhysicalKind.BYTES
                    && !(conjunct instanceof Expression.IsNull)
                    && !VolatileCalls.areIn(conjunct)
                    && rejectsNull(conjunct)) {
                ofStrings.add(new OfStrings(used.iterator().next(), shapes.condition(conjunct, columns)));
            } else {
                rest.add(conjunct);
            }
        }
        return new ScanCondition(
                List.copyOf(ranges), List.copyOf(zones), List.copyOf(ofStrings), general(rest, columns, shapes));
    }

    /** Returns the bounds that a filter sets to columns, whatever else it asks for. */
    static List<ScanZone> zones(Optional<Expression> filter, List<ColumnShape> columns) {
        var conjuncts = new ArrayList<Expression>();
        filter.ifPresent(expression -> split(expression, conjuncts));
        return conjuncts.stream()
                .flatMap(conjunct -> ScanZone.of(conjunct, columns).stream())
                .toList();
    }

    private static Optional<General> general(List<Expression> rest, List<ColumnShape> columns, Shapes shapes) {
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        var condition = rest.size() == 1 ? rest.getFirst() : new Expression.And(rest);
        return Optional.of(new General(ExpressionColumns.of(condition), shapes.condition(condition, columns)));
    }

    private static void split(Expression expression, List<Expression> conjuncts) {
        if (expression instanceof Expression.And(var operands)) {
            operands.forEach(operand -> split(operand, conjuncts));
        } else {
            conjuncts.add(expression);
        }
    }

    /** Returns whether the condition is never true of a null, so that it need not be asked. */
    private static boolean rejectsNull(Expression expression) {
        return switch (expression) {
            case Comparison(var operator, var left, var right) ->
                operator != ComparisonOperator.DISTINCT
                        && operator != ComparisonOperator.NOT_DISTINCT
                        && (left instanceof ColumnReference || right instanceof ColumnReference);
            case Expression.Like(var operand, var _, var _, var _) -> operand instanceof ColumnReference;
            case Expression.In(var operand, var _) -> operand instanceof ColumnReference;
            case Expression.Not(var operand) -> rejectsNull(operand);
            case Expression.Or(var operands) -> operands.stream().allMatch(ScanCondition::rejectsNull);
            default -> false;
        };
    }

    private static Optional<Range> range(Expression conjunct, List<ColumnShape> columns) {
        if (!(conjunct instanceof Comparison(var operator, var left, var right))) {
            return Optional.empty();
        }
        if (left instanceof ColumnReference(var column, var _) && right instanceof Literal(var value, var _)) {
            return range(column, operator, value, columns);
        }
        if (right instanceof ColumnReference(var column, var _) && left instanceof Literal(var value, var _)) {
            return range(column, operator.mirrored(), value, columns);
        }
        return Optional.empty();
    }

    private static Optional<Range> range(
            int column, ComparisonOperator operator, Datum value, List<ColumnShape> columns) {
        if (!columns.get(column).isIntegral() || !(value instanceof Datum.Integral(var bound))) {
            return Optional.empty();
        }
        return switch (operator) {
            case EQUAL -> Optional.of(new Range(column, bound, bound));
            case LESS_OR_EQUAL -> Optional.of(new Range(column, Long.MIN_VALUE, bound));
            case GREATER_OR_EQUAL -> Optional.of(new Range(column, bound, Long.MAX_VALUE));
            case LESS ->
                bound == Long.MIN_VALUE ? Optional.empty() : Optional.of(new Range(column, Long.MIN_VALUE, bound - 1));
            case GREATER ->
                bound == Long.MAX_VALUE ? Optional.empty() : Optional.of(new Range(column, bound + 1, Long.MAX_VALUE));
            case NOT_EQUAL, DISTINCT, NOT_DISTINCT -> Optional.empty();
        };
    }
}
