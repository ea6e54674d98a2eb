package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.leader.optimize.LogicalNode.Order;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Decides whether two subplans give the same rows: whether they differ in nothing but the ids of their columns. */
final class SubplanMatch {
    private final Columns columns;
    /** From columns of the first subplan to those of the second. */
    private final Map<Integer, Integer> names = new HashMap<>();

    private SubplanMatch(Columns columns) {
        this.columns = columns;
    }

    static boolean matches(LogicalNode first, LogicalNode second, Columns columns) {
        var match = new SubplanMatch(columns);
        return match.nodes(first, second) && match.sameAll(first.outputs(), second.outputs());
    }

    private boolean nodes(LogicalNode first, LogicalNode second) {
        return first.getClass() == second.getClass()
                && all(first.inputs(), second.inputs(), this::nodes)
                && node(first, second);
    }

    /** Compares what two nodes do to inputs that match. */
    private boolean node(LogicalNode first, LogicalNode second) {
        return switch (first) {
            case LogicalNode.Scan a -> {
                var b = (LogicalNode.Scan) second;
                yield a.table().oid() == b.table().oid()
                        && a.columnIds().equals(b.columnIds())
                        && bindAll(a.outputs(), b.outputs());
            }
            case LogicalNode.Values a -> {
                var b = (LogicalNode.Values) second;
                yield a.rows().equals(b.rows()) && bindAll(a.outputs(), b.outputs());
            }
            case LogicalNode.Series a -> {
                var b = (LogicalNode.Series) second;
                yield all(Correlations.expressions(a), Correlations.expressions(b), this::same)
                        && bind(a.output(), b.output());
            }
            case LogicalNode.SharedScan a -> {
                var b = (LogicalNode.SharedScan) second;
                yield a.subplan() == b.subplan()
                        && a.columns().equals(b.columns())
                        && bindAll(a.outputs(), b.outputs());
            }
            case LogicalNode.Filter a -> all(a.conjuncts(), ((LogicalNode.Filter) second).conjuncts(), this::same);
            case LogicalNode.Expand a -> {
                var b = (LogicalNode.Expand) second;
                yield same(a.count(), b.count()) && bind(a.number(), b.number());
            }
            case LogicalNode.Project a ->
                all(
                        a.assignments(),
                        ((LogicalNode.Project) second).assignments(),
                        (x, y) -> same(x.expression(), y.expression()) && bind(x.column(), y.column()));
            case LogicalNode.Join a -> {
                var b = (LogicalNode.Join) second;
                yield a.kind() == b.kind()
                        && all(a.conditions(), b.conditions(), this::same)
                        && (a.mark().isEmpty()
                                ? b.mark().isEmpty()
                                : b.mark().isPresent()
                                        && bind(a.mark().getAsInt(), b.mark().getAsInt()));
            }
            case LogicalNode.Aggregate a -> {
                var b = (LogicalNode.Aggregate) second;
                yield sameAll(a.keys(), b.keys())
                        && a.groupingSets().equals(b.groupingSets())
                        && all(
                                a.calls(),
                                b.calls(),
                                (x, y) -> same(x.call(), y.call()) && bind(x.column(), y.column()));
            }
            case LogicalNode.Window a -> {
                var b = (LogicalNode.Window) second;
                yield sameAll(a.partitionBy(), b.partitionBy())
                        && all(a.orderBy(), b.orderBy(), this::same)
                        && all(a.calls(), b.calls(), this::same);
            }
            case LogicalNode.Sort a -> {
                var b = (LogicalNode.Sort) second;
                yield all(a.keys(), b.keys(), this::same) && a.limit().equals(b.limit()) && a.offset() == b.offset();
            }
            case LogicalNode.Union a -> {
                var b = (LogicalNode.Union) second;
                yield all(a.columns(), b.columns(), this::sameAll) && bindAll(a.outputs(), b.outputs());
            }
            case LogicalNode.SetOperation a -> {
                var b = (LogicalNode.SetOperation) second;
                yield a.operator() == b.operator()
                        && a.all() == b.all()
                        && sameAll(a.leftColumns(), b.leftColumns())
                        && sameAll(a.rightColumns(), b.rightColumns())
                        && bindAll(a.outputs(), b.outputs());
            }
            case LogicalNode.LeaderScan a -> {
                // Another reading would be of another moment.
                var b = (LogicalNode.LeaderScan) second;
                yield a.scanId() == b.scanId() && bindAll(a.outputs(), b.outputs());
            }
            case LogicalNode.Recursion _, LogicalNode.WorkingTable _ -> false;
        };
    }

    private boolean same(LogicalNode.WindowOutput a, LogicalNode.WindowOutput b) {
        return same(a.call(), b.call())
                && a.frame().equals(b.frame())
                && a.ignoreNulls() == b.ignoreNulls()
                && a.firstRowOnly() == b.firstRowOnly()
                && bind(a.column(), b.column());
    }

    private boolean same(AggregateCall a, AggregateCall b) {
        return a.function().equals(b.function())
                && a.type().equals(b.type())
                && a.distinct() == b.distinct()
                && sameAll(a.arguments(), b.arguments())
                && sameAll(a.filter().stream().toList(), b.filter().stream().toList())
                && all(a.orderBy(), b.orderBy(), this::same);
    }

    private boolean same(SortColumn a, SortColumn b) {
        return same(a.columnIndex(), b.columnIndex())
                && a.descending() == b.descending()
                && a.nullsFirst() == b.nullsFirst();
    }

    private boolean same(Order a, Order b) {
        return same(a.column(), b.column()) && a.descending() == b.descending() && a.nullsFirst() == b.nullsFirst();
    }

    private boolean same(Expression a, Expression b) {
        if (a instanceof Expression.ColumnReference(int column, var type)) {
            return b instanceof Expression.ColumnReference(int other, var otherType)
                    && type.equals(otherType)
                    && same(column, other);
        }
        List<Expression> children = ExpressionTree.children(a);
        if (children.isEmpty()) {
            return a.equals(b);
        }
        return a.getClass() == b.getClass()
                && all(children, ExpressionTree.children(b), this::same)
                && ExpressionTree.mapChildren(a, _ -> ExpressionTree.TRUE)
                        .equals(ExpressionTree.mapChildren(b, _ -> ExpressionTree.TRUE));
    }

    private boolean same(int a, int b) {
        return names.getOrDefault(a, -1) == b;
    }

    private boolean sameAll(List<Integer> a, List<Integer> b) {
        return all(a, b, this::same);
    }

    private boolean bindAll(List<Integer> a, List<Integer> b) {
        return all(a, b, this::bind);
    }

    private boolean bind(int a, int b) {
        Integer before = names.putIfAbsent(a, b);
        return (before == null || before == b)
                && columns.get(a).type().equals(columns.get(b).type());
    }

    private static <T> boolean all(List<T> first, List<T> second, BiPredicate<T, T> same) {
        if (first.size() != second.size()) {
            return false;
        }
        for (int i = 0; i < first.size(); i++) {
            if (!same.test(first.get(i), second.get(i))) {
                return false;
            }
        }
        return true;
    }
}
