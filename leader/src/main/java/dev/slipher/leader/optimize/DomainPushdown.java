package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.leader.optimize.LogicalNode.AggregateOutput;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Computes a correlated subtree for all values of its outer columns at once: the distinct values, the <em>domain</em>, are
 * joined to the subtree's leaves and carried up beside its rows.
 */
final class DomainPushdown {
    /**
     * A subtree with the domain beside its rows.
     *
     * @param domain for each outer column, the column of {@code node} that holds its value
     */
    record Pushed(LogicalNode node, Map<Integer, Integer> domain) {}

    private final Columns columns;
    private final LogicalNode outerRows;
    private final List<Integer> outer;
    private final Set<Integer> outerSet;
    /** By working table of a recursion whose step is being pushed, the columns of its domain. */
    private final Map<Integer, Map<Integer, Integer>> workingDomains = new HashMap<>();

    /** @param outerRows rows with the outer columns {@code outer} */
    DomainPushdown(Columns columns, LogicalNode outerRows, Set<Integer> outer) {
        this.columns = columns;
        this.outerRows = lowest(outerRows, outer);
        this.outer = outer.stream().sorted().toList();
        this.outerSet = new HashSet<>(outer);
    }

    /**
     * Returns the lowest part of a plan that has the outer columns and whose rows all come up: the domain is the same there,
     * without the subqueries that stand above it.
     */
    private static LogicalNode lowest(LogicalNode node, Set<Integer> outer) {
        return switch (node) {
            case LogicalNode.Project project
            when project.input().outputs().containsAll(outer)
                    && project.assignments().stream().allMatch(a -> !outer.contains(a.column()) || a.isIdentity()) ->
                lowest(project.input(), outer);
            case LogicalNode.Window window
            when window.input().outputs().containsAll(outer) -> lowest(window.input(), outer);
            case Join join
            when keepsLeftRows(join) && join.left().outputs().containsAll(outer) -> lowest(join.left(), outer);
            default -> node;
        };
    }

    private static boolean keepsLeftRows(Join join) {
        return switch (join.kind()) {
            case LEFT, SINGLE, MARK, EXISTS -> true;
            case INNER -> join.conditions().isEmpty() && Decorrelation.isOneRow(join.right());
            case RIGHT, FULL, SEMI, ANTI -> false;
        };
    }

    /** Makes a new copy of the domain, under new columns. */
    private Pushed domain() {
        List<Integer> all = IntStream.range(0, outer.size()).boxed().toList();
        LogicalNode distinct = new LogicalNode.Aggregate(outerRows, outer, List.of(all), List.of());
        var names = new LinkedHashMap<Integer, Integer>();
        var assignments = new ArrayList<Assignment>();
        for (int id : outer) {
            int copy = columns.copy(id);
            names.put(id, copy);
            assignments.add(new Assignment(copy, ExpressionTree.reference(columns, id)));
        }
        return new Pushed(new LogicalNode.Project(distinct, assignments), names);
    }

    /** The rows of a working table have the domain's values beside them once those of its recursion have. */
    private boolean isCorrelated(LogicalNode node) {
        return Correlations.freeColumns(node).stream().anyMatch(outerSet::contains) || readsWorkingTable(node);
    }

    private boolean readsWorkingTable(LogicalNode node) {
        return !workingDomains.isEmpty()
                && (node instanceof LogicalNode.WorkingTable table && workingDomains.containsKey(table.table())
                        || node.inputs().stream().anyMatch(this::readsWorkingTable));
    }

    private List<Expression> substitute(List<Expression> expressions, Map<Integer, Integer> domain) {
        return expressions.stream().map(e -> substitute(e, domain)).toList();
    }

    private Expression substitute(Expression expression, Map<Integer, Integer> domain) {
        var replacements = new HashMap<Integer, Expression>();
        domain.forEach((id, copy) -> replacements.put(id, ExpressionTree.reference(columns, copy)));
        return ExpressionTree.substitute(expression, replacements);
    }

    private List<Expression> same(Map<Integer, Integer> left, Map<Integer, Integer> right) {
        var conditions = new ArrayList<Expression>();
        for (int id : outer) {
            Integer a = left.get(id);
            Integer b = right.get(id);
            if (a == null || b == null) {
                throw new IllegalStateException("the domain lacks column " + id);
            }
            conditions.add(new Expression.Comparison(
                    ComparisonOperator.NOT_DISTINCT,
                    ExpressionTree.reference(columns, a),
                    ExpressionTree.reference(columns, b)));
        }
        return conditions;
    }

    Pushed push(LogicalNode node) {
        if (!isCorrelated(node)) {
            Pushed domain = domain();
            if (node instanceof LogicalNode.Values values && values.isOneEmptyRow()) {
                return domain;
            }
            return new Pushed(Join.of(JoinKind.INNER, domain.node(), node, List.of()), domain.domain());
        }
        return switch (node) {
            case LogicalNode.Filter filter -> {
                Pushed input = push(filter.input());
                yield new Pushed(
                        new LogicalNode.Filter(input.node(), substitute(filter.conjuncts(), input.domain())),
                        input.domain());
            }
            case LogicalNode.Project project -> project(project);
            case LogicalNode.Aggregate aggregate -> aggregate(aggregate);
            case Join join -> join(join);
            case LogicalNode.Window window -> {
                Pushed input = push(window.input());
                var partitionBy = new ArrayList<>(window.partitionBy());
                partitionBy.addAll(input.domain().values());
                yield new Pushed(
                        new LogicalNode.Window(input.node(), partitionBy, window.orderBy(), window.calls()),
                        input.domain());
            }
            case LogicalNode.Sort sort -> sort.isLimited() ? limit(sort) : push(sort.input());
            case LogicalNode.Union union -> union(union);
            case LogicalNode.SetOperation operation -> setOperation(operation);
            case LogicalNode.Expand expand -> {
                Pushed input = push(expand.input());
                Expression count = substitute(expand.count(), input.domain());
                yield new Pushed(new LogicalNode.Expand(input.node(), count, expand.number()), input.domain());
            }
            case LogicalNode.Series _ ->
                throw new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED, "generate_series over times of other tables is not supported");
            case LogicalNode.Recursion recursion -> recursion(recursion);
            case LogicalNode.WorkingTable table -> {
                Map<Integer, Integer> domain = Objects.requireNonNull(workingDomains.get(table.table()));
                yield new Pushed(
                        new LogicalNode.WorkingTable(table.table(), table.name(), append(table.outputs(), domain)),
                        domain);
            }
            case LogicalNode.Scan _, LogicalNode.LeaderScan _, LogicalNode.Values _, LogicalNode.SharedScan _ ->
                throw new IllegalStateException("a leaf cannot be correlated");
        };
    }

    private Pushed project(LogicalNode.Project project) {
        Pushed input = push(project.input());
        var assignments = new ArrayList<Assignment>();
        for (Assignment assignment : project.assignments()) {
            assignments.add(new Assignment(assignment.column(), substitute(assignment.expression(), input.domain())));
        }
        for (int copy : input.domain().values()) {
            assignments.add(new Assignment(copy, ExpressionTree.reference(columns, copy)));
        }
        return new Pushed(new LogicalNode.Project(input.node(), assignments), input.domain());
    }

    private Pushed aggregate(LogicalNode.Aggregate aggregate) {
        Pushed input = push(aggregate.input());
        var keys = new ArrayList<>(aggregate.keys());
        keys.addAll(input.domain().values());
        var sets = new ArrayList<List<Integer>>();
        for (List<Integer> set : aggregate.groupingSets()) {
            var extended = new ArrayList<>(set);
            IntStream.range(aggregate.keys().size(), keys.size()).forEach(extended::add);
            sets.add(extended);
        }
        LogicalNode grouped = new LogicalNode.Aggregate(input.node(), keys, sets, aggregate.calls());
        long wholes = aggregate.groupingSets().stream().filter(List::isEmpty).count();
        if (wholes == 0) {
            return new Pushed(grouped, input.domain());
        }
        // An aggregate over all rows has a row even for values that no row matches.
        Pushed domain = domain();
        LogicalNode joined = wholes == 1
                ? Join.of(JoinKind.LEFT, domain.node(), grouped, same(domain.domain(), input.domain()))
                : repeatedWhereEmpty(domain, new Pushed(grouped, input.domain()), wholes);
        Map<Integer, Expression> empties = Decorrelation.emptyGroups(aggregate);
        var assignments = new ArrayList<Assignment>();
        for (int copy : domain.domain().values()) {
            assignments.add(new Assignment(copy, ExpressionTree.reference(columns, copy)));
        }
        for (int key : aggregate.keys()) {
            assignments.add(new Assignment(key, ExpressionTree.reference(columns, key)));
        }
        for (AggregateOutput output : aggregate.calls()) {
            Expression reference = ExpressionTree.reference(columns, output.column());
            assignments.add(new Assignment(output.column(), empties.getOrDefault(output.column(), reference)));
        }
        return new Pushed(new LogicalNode.Project(joined, assignments), domain.domain());
    }

    /** Joins groups to the domain, which has {@code times} rows for each value without a group. */
    private LogicalNode repeatedWhereEmpty(Pushed domain, Pushed grouped, long times) {
        int once = columns.add("once", SqlType.Simple.BIGINT, false);
        var assignments = new ArrayList<Assignment>();
        grouped.node()
                .outputs()
                .forEach(id -> assignments.add(new Assignment(id, ExpressionTree.reference(columns, id))));
        assignments.add(new Assignment(once, bigint(1)));
        LogicalNode joined = Join.of(
                JoinKind.LEFT,
                domain.node(),
                new LogicalNode.Project(grouped.node(), assignments),
                same(domain.domain(), grouped.domain()));
        var count = new Expression.Coalesce(
                List.of(ExpressionTree.reference(columns, once), bigint(times)), SqlType.Simple.BIGINT);
        return new LogicalNode.Expand(joined, count, columns.add("ordinality", SqlType.Simple.BIGINT, false));
    }

    private static Expression bigint(long value) {
        return new Expression.Literal(new Datum.Integral(value), SqlType.Simple.BIGINT);
    }

    private Pushed join(Join original) {
        Join join = original.rightAsLeft();
        boolean rightDepends = isCorrelated(join.right());
        if (join.kind() == JoinKind.INNER && rightDepends && !isCorrelated(join.left())) {
            Pushed right = push(join.right());
            return new Pushed(
                    Join.of(JoinKind.INNER, join.left(), right.node(), substitute(join.conditions(), right.domain())),
                    right.domain());
        }
        if (join.kind() == JoinKind.FULL) {
            return full(join);
        }
        Pushed left = push(join.left());
        var conditions = new ArrayList<>(substitute(join.conditions(), left.domain()));
        LogicalNode rightNode = join.right();
        if (rightDepends) {
            Pushed right = push(join.right());
            rightNode = right.node();
            conditions.addAll(same(left.domain(), right.domain()));
        }
        return new Pushed(new Join(join.kind(), left.node(), rightNode, conditions, join.mark()), left.domain());
    }

    /**
     * Rows of either side without a match are so for one value of the domain, which is then that side's own.
     *
     * <pre>
     * (FullJoin a, b on c) for domain d
     *   → (Project a, b, d := coalesce(d1, d2)) over (FullJoin (d1, a), (d2, b) on c and d1 is not distinct from d2)
     * </pre>
     */
    private Pushed full(Join join) {
        Pushed left = push(join.left());
        Pushed right = push(join.right());
        var conditions = new ArrayList<>(substitute(join.conditions(), left.domain()));
        conditions.addAll(same(left.domain(), right.domain()));
        Map<Integer, Integer> names = newNames();
        var assignments = new ArrayList<Assignment>();
        join.outputs().forEach(id -> assignments.add(new Assignment(id, ExpressionTree.reference(columns, id))));
        names.forEach((id, name) -> {
            var sides = Stream.of(left, right)
                    .map(side -> ExpressionTree.reference(
                            columns, Objects.requireNonNull(side.domain().get(id))))
                    .toList();
            assignments.add(new Assignment(
                    name, new Expression.Coalesce(sides, columns.get(id).type())));
        });
        return new Pushed(
                new LogicalNode.Project(Join.of(JoinKind.FULL, left.node(), right.node(), conditions), assignments),
                names);
    }

    /** A limit holds for each value of the domain, so rows are numbered. */
    private Pushed limit(LogicalNode.Sort sort) {
        Pushed input = push(sort.input());
        int number = columns.add("row_number", SqlType.Simple.BIGINT, false);
        var call =
                new AggregateCall("row_number", List.of(), false, Optional.empty(), List.of(), SqlType.Simple.BIGINT);
        var frame = new Frame(
                Frame.Unit.ROWS, Frame.Bound.Fixed.UNBOUNDED_PRECEDING, Frame.Bound.Fixed.UNBOUNDED_FOLLOWING);
        LogicalNode numbered = new LogicalNode.Window(
                input.node(),
                List.copyOf(input.domain().values()),
                sort.keys(),
                List.of(new LogicalNode.WindowOutput(number, call, frame, false)));
        var conjuncts = new ArrayList<Expression>();
        conjuncts.add(compare(ComparisonOperator.GREATER, number, sort.offset()));
        sort.limit()
                .ifPresent(limit ->
                        conjuncts.add(compare(ComparisonOperator.LESS_OR_EQUAL, number, last(sort.offset(), limit))));
        return new Pushed(new LogicalNode.Filter(numbered, conjuncts), input.domain());
    }

    private static long last(long offset, long limit) {
        return limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + limit;
    }

    private Expression compare(ComparisonOperator operator, int column, long value) {
        return new Expression.Comparison(operator, ExpressionTree.reference(columns, column), bigint(value));
    }

    private Map<Integer, Integer> newNames() {
        var names = new LinkedHashMap<Integer, Integer>();
        outer.forEach(id -> names.put(id, columns.copy(id)));
        return names;
    }

    private static List<Integer> append(List<Integer> ids, Map<Integer, Integer> domain) {
        var all = new ArrayList<>(ids);
        all.addAll(domain.values());
        return all;
    }

    private Pushed union(LogicalNode.Union union) {
        var inputs = new ArrayList<LogicalNode>();
        var inputColumns = new ArrayList<List<Integer>>();
        for (int i = 0; i < union.inputs().size(); i++) {
            Pushed input = push(union.inputs().get(i));
            inputs.add(input.node());
            inputColumns.add(append(union.columns().get(i), input.domain()));
        }
        Map<Integer, Integer> names = newNames();
        return new Pushed(new LogicalNode.Union(inputs, inputColumns, append(union.outputs(), names)), names);
    }

    /** Each row keeps the values of the domain that it was made for from round to round. */
    private Pushed recursion(LogicalNode.Recursion recursion) {
        Pushed base = push(recursion.base());
        workingDomains.put(recursion.table(), newNames());
        Pushed step = push(recursion.step());
        workingDomains.remove(recursion.table());
        Map<Integer, Integer> names = newNames();
        return new Pushed(
                new LogicalNode.Recursion(
                        base.node(),
                        step.node(),
                        recursion.table(),
                        recursion.distinct(),
                        append(recursion.baseColumns(), base.domain()),
                        append(recursion.stepColumns(), step.domain()),
                        append(recursion.outputs(), names)),
                names);
    }

    private Pushed setOperation(LogicalNode.SetOperation operation) {
        Pushed left = push(operation.left());
        Pushed right = push(operation.right());
        Map<Integer, Integer> names = newNames();
        return new Pushed(
                new LogicalNode.SetOperation(
                        operation.operator(),
                        operation.all(),
                        left.node(),
                        right.node(),
                        append(operation.leftColumns(), left.domain()),
                        append(operation.rightColumns(), right.domain()),
                        append(operation.outputs(), names)),
                names);
    }
}
