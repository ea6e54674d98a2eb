package dev.slipher.leader.optimize;

import dev.slipher.compute.expression.function.AggregateTrait;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.leader.optimize.LogicalNode.AggregateOutput;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes joins of whose right side depends on their left side, so that no correlation is left.
 *
 * <p>First the correlated predicates are pulled up to the join, through aggregates as further keys. Where that fails, the
 * right side is computed for the set of all distinct outer values at once, as in "Unnesting Arbitrary Queries" (Neumann
 * and Kemper, 2015): see {@link DomainPushdown}.
 */
final class Decorrelation {
    private final Columns columns;
    private final Runnable checkpoint;

    /** @param checkpoint throws when planning shall end */
    Decorrelation(Columns columns, Runnable checkpoint) {
        this.columns = columns;
        this.checkpoint = checkpoint;
    }

    LogicalNode rewrite(LogicalNode node) {
        LogicalNode inner =
                node.withInputs(node.inputs().stream().map(this::rewrite).toList());
        return inner instanceof Join join ? rewriteJoin(join) : inner;
    }

    private LogicalNode rewriteJoin(Join join) {
        checkpoint.run();
        Set<Integer> correlated = Correlations.freeColumns(join.right());
        correlated.retainAll(new HashSet<>(join.left().outputs()));
        if (correlated.isEmpty()) {
            return join.kind() == JoinKind.SINGLE ? uncorrelatedScalar(join) : join;
        }
        return switch (join.kind()) {
            case SINGLE -> scalar(join, correlated);
            case EXISTS, SEMI, ANTI -> existential(join, correlated);
            case MARK, INNER, LEFT -> dependent(join, join.right(), correlated);
            case RIGHT, FULL -> general(join, join.right(), correlated);
        };
    }

    /** A scalar subquery on its own is one row beside every other row. */
    private LogicalNode uncorrelatedScalar(Join join) {
        if (isOneRow(join.right())) {
            return Join.of(JoinKind.INNER, join.left(), join.right(), List.of());
        }
        var singles =
                new LogicalNode.Aggregate(join.right(), List.of(), List.of(List.of()), singleValues(join.right()));
        return renamed(Join.of(JoinKind.INNER, join.left(), singles, List.of()), join, singles);
    }

    static boolean isOneRow(LogicalNode node) {
        return switch (node) {
            case LogicalNode.Aggregate aggregate -> aggregate.keys().isEmpty() && aggregate.isPlain();
            case LogicalNode.Project project -> isOneRow(project.input());
            case LogicalNode.Values values -> values.rows().size() == 1;
            case LogicalNode.Sort sort -> sort.offset() == 0 && sort.limit().orElse(1L) > 0 && isOneRow(sort.input());
            case Join join ->
                join.kind() == JoinKind.INNER
                        && join.conditions().isEmpty()
                        && isOneRow(join.left())
                        && isOneRow(join.right());
            default -> false;
        };
    }

    /** Aggregates that give the one value of each column, or fail; their outputs are new columns. */
    private List<AggregateOutput> singleValues(LogicalNode node) {
        return values("single_value", node);
    }

    private List<AggregateOutput> values(String function, LogicalNode node) {
        var calls = new ArrayList<AggregateOutput>();
        for (int id : node.outputs()) {
            SqlType type = columns.get(id).type();
            calls.add(new AggregateOutput(
                    columns.copy(id),
                    new AggregateCall(function, List.of(id), false, Optional.empty(), List.of(), type)));
        }
        return calls;
    }

    /** Gives the single values the ids of the columns whose values they are. */
    private LogicalNode renamed(LogicalNode joined, Join join, LogicalNode.Aggregate singles) {
        var assignments = identities(join.left().outputs());
        for (AggregateOutput output : singles.calls()) {
            assignments.add(new Assignment(
                    output.call().arguments().getFirst(), ExpressionTree.reference(columns, output.column())));
        }
        return new LogicalNode.Project(joined, assignments);
    }

    private List<Assignment> identities(List<Integer> ids) {
        var assignments = new ArrayList<Assignment>();
        ids.forEach(id -> assignments.add(new Assignment(id, ExpressionTree.reference(columns, id))));
        return assignments;
    }

    private LogicalNode existential(Join join, Set<Integer> correlated) {
        LogicalNode right = join.right();
        // Whether rows exist does not depend on what they show, their order, or their duplicates.
        while (join.conditions().isEmpty()) {
            if (right instanceof LogicalNode.Project project) {
                right = project.input();
            } else if (right instanceof LogicalNode.Sort sort
                    && sort.offset() == 0
                    && sort.limit().orElse(1L) > 0) {
                right = sort.input();
            } else if (right instanceof LogicalNode.Aggregate aggregate
                    && !aggregate.keys().isEmpty()
                    && aggregate.isPlain()) {
                right = aggregate.input();
            } else {
                break;
            }
        }
        return dependent(join, right, correlated);
    }

    private LogicalNode dependent(Join join, LogicalNode right, Set<Integer> correlated) {
        Optional<LogicalNode> expanded = join.kind() == JoinKind.INNER ? expand(join.left(), right) : Optional.empty();
        if (expanded.isPresent()) {
            return join.conditions().isEmpty()
                    ? expanded.get()
                    : new LogicalNode.Filter(expanded.get(), join.conditions());
        }
        Optional<PulledPredicates.Pulled> pulled = new PulledPredicates(columns, correlated).pull(right);
        if (pulled.isEmpty()) {
            return general(join, right, correlated);
        }
        var conditions = new ArrayList<>(join.conditions());
        conditions.addAll(pulled.get().predicates());
        return new Join(join.kind(), join.left(), pulled.get().node(), conditions, join.mark());
    }

    /**
     * A right side that only computes and expands, out of a row without columns, does so beside the left side's columns.
     *
     * <pre>
     * Join left, (Project x := f(n), a) over (Expand count(a)) over ()
     *   → (Project left, x := f(n), a) over (Expand count(a)) over left
     * </pre>
     */
    private Optional<LogicalNode> expand(LogicalNode left, LogicalNode right) {
        return switch (right) {
            case LogicalNode.Values values when values.isOneEmptyRow() -> Optional.of(left);
            case LogicalNode.Expand expand ->
                expand(left, expand.input())
                        .map(input -> new LogicalNode.Expand(input, expand.count(), expand.number()));
            case LogicalNode.Project project ->
                expand(left, project.input()).map(input -> {
                    var assignments = identities(left.outputs());
                    assignments.addAll(project.assignments());
                    return new LogicalNode.Project(input, assignments);
                });
            default -> Optional.empty();
        };
    }

    private LogicalNode scalar(Join join, Set<Integer> correlated) {
        var projects = new ArrayList<LogicalNode.Project>();
        LogicalNode right = join.right();
        while (right instanceof LogicalNode.Project project) {
            projects.addFirst(project);
            right = project.input();
        }
        if (right instanceof LogicalNode.Aggregate aggregate && aggregate.keys().isEmpty() && aggregate.isPlain()) {
            Optional<PulledPredicates.Pulled> pulled =
                    new PulledPredicates(columns, correlated).pullAggregate(aggregate);
            if (pulled.isPresent()) {
                return aboveGroups(join, projects, aggregate, pulled.get());
            }
            return general(join, join.right(), correlated);
        }
        return singleRows(join, correlated);
    }

    /**
     * A scalar aggregate becomes a grouping that is outer joined; its projections are computed above the join, where a
     * missing group shows as null, or 0 for counts.
     */
    private LogicalNode aboveGroups(
            Join join,
            List<LogicalNode.Project> projects,
            LogicalNode.Aggregate aggregate,
            PulledPredicates.Pulled pulled) {
        LogicalNode node = Join.of(JoinKind.LEFT, join.left(), pulled.node(), pulled.predicates());
        Map<Integer, Expression> empties = emptyGroups(aggregate);
        var kept = identities(join.left().outputs());
        if (projects.isEmpty()) {
            return countsFilled(node, join, aggregate, empties);
        }
        for (LogicalNode.Project project : projects) {
            var assignments = new ArrayList<>(kept);
            for (Assignment assignment : project.assignments()) {
                assignments.add(new Assignment(
                        assignment.column(), ExpressionTree.substitute(assignment.expression(), empties)));
            }
            node = new LogicalNode.Project(node, assignments);
            empties = Map.of();
        }
        return node;
    }

    private LogicalNode countsFilled(
            LogicalNode node, Join join, LogicalNode.Aggregate aggregate, Map<Integer, Expression> empties) {
        if (empties.isEmpty()) {
            return node;
        }
        // A count keeps its id above the projection that fills it, so below it needs another one.
        var assignments = identities(join.left().outputs());
        for (AggregateOutput output : aggregate.calls()) {
            assignments.add(new Assignment(
                    output.column(),
                    empties.getOrDefault(output.column(), ExpressionTree.reference(columns, output.column()))));
        }
        return new LogicalNode.Project(node, assignments);
    }

    /** Returns what is not null when the group of all rows is missing: counts, and which keys it lacks. */
    static Map<Integer, Expression> emptyGroups(LogicalNode.Aggregate aggregate) {
        var values = new HashMap<Integer, Expression>();
        for (AggregateOutput output : aggregate.calls()) {
            if (AggregateTrait.NUMBER_WITHOUT_ROWS.holdsFor(output.call().function())) {
                long empty = numberWithoutRows(output.call());
                SqlType type = output.call().type();
                values.put(
                        output.column(),
                        new Expression.Coalesce(
                                List.of(
                                        new Expression.ColumnReference(output.column(), type),
                                        new Expression.Literal(new Datum.Integral(empty), type)),
                                type));
            }
        }
        return values;
    }

    private static long numberWithoutRows(AggregateCall call) {
        return switch (call.function()) {
            case "count" -> 0;
            case "grouping" -> (1L << call.arguments().size()) - 1;
            default -> throw new IllegalStateException(call.function() + " of no rows is not known");
        };
    }

    /**
     * A correlated scalar without aggregate: rows are grouped by what they are joined on. That a group has more than one is
     * an error where an outer row asks for it, so it is seen above the join.
     */
    private LogicalNode singleRows(Join join, Set<Integer> correlated) {
        var pulling = new PulledPredicates(columns, correlated);
        Optional<PulledPredicates.Pulled> pulled = pulling.pull(join.right());
        if (pulled.isEmpty()) {
            return general(join, join.right(), correlated);
        }
        var calls = values("any_value", join.right());
        int count = columns.add("count", SqlType.Simple.BIGINT, true);
        calls.add(new AggregateOutput(
                count,
                new AggregateCall("count", List.of(), false, Optional.empty(), List.of(), SqlType.Simple.BIGINT)));
        var keep = new LogicalNode.Aggregate(pulled.get().node(), List.of(), List.of(List.of()), calls);
        Optional<PulledPredicates.Pulled> grouped =
                pulling.groupBy(keep, pulled.get().node(), pulled.get().predicates());
        if (grouped.isEmpty()) {
            return general(join, join.right(), correlated);
        }
        LogicalNode node = Join.of(
                JoinKind.LEFT, join.left(), grouped.get().node(), grouped.get().predicates());
        var assignments = identities(join.left().outputs());
        for (AggregateOutput output : calls.subList(0, calls.size() - 1)) {
            assignments.add(new Assignment(output.call().arguments().getFirst(), ifSingle(count, output)));
        }
        return new LogicalNode.Project(node, assignments);
    }

    private Expression ifSingle(int count, AggregateOutput output) {
        var isSingle = new Expression.Call(
                "single_row", List.of(ExpressionTree.reference(columns, count)), SqlType.Simple.BOOLEAN);
        SqlType type = output.call().type();
        return new Expression.Case(
                List.of(new Expression.When(isSingle, ExpressionTree.reference(columns, output.column()))),
                new Expression.Literal(Datum.Null.NULL, type),
                type);
    }

    /** Computes the right side for all distinct outer values, and joins on them. */
    private LogicalNode general(Join join, LogicalNode right, Set<Integer> correlated) {
        var exact = ExactValues.of(columns, join.left(), right, correlated);
        var pushdown = new DomainPushdown(columns, exact.rows(), exact.outer());
        LogicalNode source = right;
        List<AggregateOutput> singles = List.of();
        if (join.kind() == JoinKind.SINGLE && !isOneRow(right)) {
            singles = singleValues(right);
            source = new LogicalNode.Aggregate(right, List.of(), List.of(List.of()), singles);
        }
        DomainPushdown.Pushed pushed = pushdown.push(source);
        var conditions = new ArrayList<>(join.conditions());
        for (Map.Entry<Integer, Integer> column : pushed.domain().entrySet()) {
            conditions.add(new Expression.Comparison(
                    ComparisonOperator.NOT_DISTINCT,
                    ExpressionTree.reference(columns, column.getKey()),
                    ExpressionTree.reference(columns, column.getValue())));
        }
        JoinKind kind = join.kind() == JoinKind.SINGLE ? JoinKind.LEFT : join.kind();
        LogicalNode node = new Join(
                kind, exact.rows(), pushed.node(), conditions, kind == join.kind() ? join.mark() : OptionalInt.empty());
        return singles.isEmpty() ? node : renamed(node, join, (LogicalNode.Aggregate) source);
    }
}
