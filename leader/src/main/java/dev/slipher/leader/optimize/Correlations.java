package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the columns that a subtree refers to and does not make: its correlations. */
public final class Correlations {
    private Correlations() {}

    /** Returns the columns that the subtree takes from outside it. */
    public static Set<Integer> freeColumns(LogicalNode node) {
        var free = new HashSet<Integer>();
        collect(node, free);
        return free;
    }

    private static void collect(LogicalNode node, Set<Integer> free) {
        if (node instanceof LogicalNode.Join join) {
            Set<Integer> right = freeColumns(join.right());
            join.left().outputs().forEach(right::remove);
            free.addAll(right);
            collect(join.left(), free);
        } else {
            node.inputs().forEach(input -> collect(input, free));
        }
        var used = new HashSet<Integer>();
        expressions(node).forEach(e -> ExpressionTree.collectColumns(e, used));
        node.inputs().forEach(input -> input.outputs().forEach(used::remove));
        free.addAll(used);
    }

    /** Returns the columns that a node itself reads, beyond handing them on. */
    static Set<Integer> read(LogicalNode node) {
        var read = new HashSet<Integer>();
        expressions(node).forEach(e -> ExpressionTree.collectColumns(e, read));
        switch (node) {
            case LogicalNode.Aggregate aggregate -> {
                read.addAll(aggregate.keys());
                aggregate.calls().forEach(output -> addAll(output.call(), read));
            }
            case LogicalNode.Window window -> {
                read.addAll(window.partitionBy());
                window.orderBy().forEach(order -> read.add(order.column()));
                window.calls().forEach(output -> addAll(output.call(), read));
            }
            case LogicalNode.Sort sort -> sort.keys().forEach(order -> read.add(order.column()));
            case LogicalNode.Union union -> union.columns().forEach(read::addAll);
            case LogicalNode.Recursion recursion -> {
                read.addAll(recursion.baseColumns());
                read.addAll(recursion.stepColumns());
            }
            case LogicalNode.SharedScan scan -> read.addAll(scan.columns());
            case LogicalNode.SetOperation operation -> {
                read.addAll(operation.leftColumns());
                read.addAll(operation.rightColumns());
            }
            case LogicalNode.Filter _,
                    LogicalNode.Project _,
                    LogicalNode.Join _,
                    LogicalNode.Expand _,
                    LogicalNode.Series _,
                    LogicalNode.Scan _,
                    LogicalNode.LeaderScan _,
                    LogicalNode.Values _,
                    LogicalNode.WorkingTable _ -> {}
        }
        return read;
    }

    private static void addAll(AggregateCall call, Set<Integer> read) {
        read.addAll(call.arguments());
        call.filter().ifPresent(read::add);
        call.orderBy().forEach(order -> read.add(order.columnIndex()));
    }

    /** Returns the expressions that a node itself evaluates. */
    static List<Expression> expressions(LogicalNode node) {
        return switch (node) {
            case LogicalNode.Filter filter -> filter.conjuncts();
            case LogicalNode.Project project ->
                project.assignments().stream()
                        .map(LogicalNode.Assignment::expression)
                        .toList();
            case LogicalNode.Join join -> join.conditions();
            case LogicalNode.Expand expand -> List.of(expand.count());
            case LogicalNode.Series series -> List.of(series.start(), series.stop(), series.step());
            case LogicalNode.Scan _,
                    LogicalNode.LeaderScan _,
                    LogicalNode.Values _,
                    LogicalNode.Aggregate _,
                    LogicalNode.Window _,
                    LogicalNode.Sort _,
                    LogicalNode.Union _,
                    LogicalNode.Recursion _,
                    LogicalNode.WorkingTable _,
                    LogicalNode.SharedScan _,
                    LogicalNode.SetOperation _ -> List.of();
        };
    }
}
