package dev.slipher.leader.calcite;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.calcite.FromBinder.Item;
import dev.slipher.leader.calcite.Scope.Entry;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;

/** A join's ON over its two sides, with the subqueries that stand in it. */
record OnCondition(Item left, Item right, List<Expression> conditions, List<Clause.Pending> subqueries) {
    /** Returns whether each subquery depends on the columns of one side at most. */
    boolean isOverOneSideEach() {
        return subqueries.stream().allMatch(s -> isFreeOf(right, s) || isFreeOf(left, s));
    }

    private static boolean isFreeOf(Item side, Clause.Pending subquery) {
        return Collections.disjoint(subquery.uses(), side.plan().outputs());
    }

    /** Joins the sides; for an outer join, each subquery is joined to the one side that it depends on. */
    Item join(JoinKind kind) {
        if (kind == JoinKind.INNER) {
            LogicalNode pairs = LogicalNode.Join.of(kind, left.plan(), right.plan(), List.of());
            return subqueries.isEmpty()
                    ? new Item(LogicalNode.Join.of(kind, left.plan(), right.plan(), conditions), entries())
                    : new Item(matching(pairs), entries());
        }
        LogicalNode leftPlan = left.plan();
        LogicalNode rightPlan = right.plan();
        for (Clause.Pending subquery : subqueries) {
            if (isFreeOf(right, subquery)) {
                leftPlan = subquery.join(leftPlan);
            } else {
                rightPlan = subquery.join(rightPlan);
            }
        }
        return new Item(LogicalNode.Join.of(kind, leftPlan, rightPlan, conditions), entries());
    }

    private List<Entry> entries() {
        return Scope.concatenate(left.entries(), right.entries());
    }

    private LogicalNode matching(LogicalNode rows) {
        return new LogicalNode.Filter(Clause.join(rows, subqueries), conditions);
    }

    /**
     * An outer join whose condition has subqueries over both sides: the pairs that fulfil it, and beside them the rows of a
     * side that fulfil it with no row of the other.
     *
     * <pre>
     * L LEFT JOIN R ON c → (Filter c over L × R) UNION ALL (L ANTI JOIN (Filter c over R), nulls)
     * </pre>
     *
     * @param bind binds the same join anew at each call, under other columns
     */
    static Item unionOfMatches(JoinKind kind, Columns columns, Supplier<OnCondition> bind) {
        OnCondition pairs = bind.get();
        Item matched = pairs.join(JoinKind.INNER);
        var inputs = new ArrayList<LogicalNode>();
        var inputColumns = new ArrayList<List<Integer>>();
        inputs.add(matched.plan());
        inputColumns.add(pairs.outputs());
        if (kind != JoinKind.RIGHT) {
            OnCondition on = bind.get();
            var nulls = nulls(on.right, columns);
            inputs.add(unmatched(on, on.left, on.right, nulls, columns));
            inputColumns.add(concatenate(on.left.plan().outputs(), ids(nulls)));
        }
        if (kind != JoinKind.LEFT) {
            OnCondition on = bind.get();
            var nulls = nulls(on.left, columns);
            inputs.add(unmatched(on, on.right, on.left, nulls, columns));
            inputColumns.add(concatenate(ids(nulls), on.right.plan().outputs()));
        }
        var names = new HashMap<Integer, Integer>();
        var outputs = new ArrayList<Integer>();
        for (int id : pairs.outputs()) {
            int name = columns.add(columns.get(id).name(), columns.get(id).type(), true);
            names.put(id, name);
            outputs.add(name);
        }
        List<Entry> renamed = matched.entries().stream()
                .map(e -> new Entry(e.table(), e.name(), names.getOrDefault(e.column(), e.column()), e.visible()))
                .toList();
        return new Item(new LogicalNode.Union(inputs, inputColumns, outputs), renamed);
    }

    private List<Integer> outputs() {
        return concatenate(left.plan().outputs(), right.plan().outputs());
    }

    private static List<Integer> concatenate(List<Integer> first, List<Integer> second) {
        var both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static List<Assignment> nulls(Item side, Columns columns) {
        var assignments = new ArrayList<Assignment>();
        for (int id : side.plan().outputs()) {
            var type = columns.get(id).type();
            int column = columns.add(columns.get(id).name(), type, true);
            assignments.add(new Assignment(column, new Expression.Literal(Datum.Null.NULL, type)));
        }
        return assignments;
    }

    private static List<Integer> ids(List<Assignment> assignments) {
        return assignments.stream().map(Assignment::column).toList();
    }

    private static LogicalNode unmatched(
            OnCondition on, Item kept, Item other, List<Assignment> nulls, Columns columns) {
        LogicalNode rows = LogicalNode.Join.of(JoinKind.ANTI, kept.plan(), on.matching(other.plan()), List.of());
        return SelectBinder.extend(rows, nulls, columns);
    }
}
