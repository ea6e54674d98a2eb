package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.bind.FromBinder.Item;
import dev.slipher.leader.bind.Scope.Entry;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A join's ON over its two sides, with the subqueries that stand in it. */
record OnCondition(Item left, Item right, List<Expression> conditions, List<Clause.Pending> subqueries) {
    /** Subqueries by the side that they are joined to. */
    private record Sides(List<Clause.Pending> left, List<Clause.Pending> right) {}

    /** Returns whether each subquery depends on the columns of one side at most. */
    boolean isOverOneSideEach() {
        return sides().isPresent();
    }

    /** Finds for each subquery the side whose columns it depends on, itself or by another one. */
    private Optional<Sides> sides() {
        var sides = new Sides(new ArrayList<>(), new ArrayList<>());
        var leftColumns = new HashSet<>(left.plan().outputs());
        var rightColumns = new HashSet<>(right.plan().outputs());
        for (Clause.Pending subquery : subqueries) {
            var used = subquery.uses();
            boolean isOnRight = !Collections.disjoint(used, rightColumns);
            if (isOnRight && !Collections.disjoint(used, leftColumns)) {
                return Optional.empty();
            }
            (isOnRight ? sides.right : sides.left).add(subquery);
            (isOnRight ? rightColumns : leftColumns).addAll(subquery.columns());
        }
        return Optional.of(sides);
    }

    /** Joins the sides; for an outer join, each subquery is joined to the one side that it depends on. */
    Item join(JoinKind kind) {
        if (kind == JoinKind.INNER && !subqueries.isEmpty()) {
            return new Item(matching(LogicalNode.Join.of(kind, left.plan(), right.plan(), List.of())), entries());
        }
        Sides sides = sides().orElseThrow();
        LogicalNode leftPlan = Clause.join(left.plan(), sides.left);
        LogicalNode rightPlan = Clause.join(right.plan(), sides.right);
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
