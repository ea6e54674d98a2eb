package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.plan.Relation;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Turns a logical plan into what compute runs: ids become column indexes, unused columns are left out, joins get their keys,
 * build sides and distribution.
 */
final class PhysicalPlanner {
    /** A physical subplan and the ids of its output columns in order; an id may name several columns, all alike. */
    record Part(PlanNode plan, List<Integer> columns, Placement placement) {
        int indexOf(int id) {
            int index = columns.indexOf(id);
            if (index < 0) {
                throw new IllegalStateException("column %d is not among %s".formatted(id, columns));
            }
            return index;
        }
    }

    private final Columns columns;
    private final Estimator estimator;
    private final PlanningContext context;
    private final Map<Integer, Relation> bindings = new LinkedHashMap<>();
    private final IdentityHashMap<PlanNode, List<String>> names = new IdentityHashMap<>();
    private final SharedParts shared = new SharedParts();
    private final JoinPlanner joins;

    PhysicalPlanner(Columns columns, Estimator estimator, PlanningContext context) {
        this.columns = columns;
        this.estimator = estimator;
        this.context = context;
        this.joins = new JoinPlanner(this);
    }

    Columns columns() {
        return columns;
    }

    Estimator estimator() {
        return estimator;
    }

    int slices() {
        return context.sliceCount();
    }

    Map<Integer, Relation> bindings() {
        return bindings;
    }

    IdentityHashMap<PlanNode, List<String>> names() {
        return names;
    }

    /** Plans a whole query whose output columns are these, in this order. */
    PlanNode plan(QueryPlan query, List<Integer> outputs) {
        if (!query.subplans().isEmpty()) {
            findSharedColumns(query, outputs);
        }
        List<SharedSubplan> read = query.subplans().stream()
                .filter(subplan -> !shared.readColumns(subplan.id()).isEmpty())
                .toList();
        for (SharedSubplan subplan : read.reversed()) {
            shared.plan(subplan.id(), subplan(subplan));
        }
        PlanNode plan = main(query, outputs);
        for (SharedSubplan subplan : read) {
            plan = new PlanNode.Shared(subplan.id(), shared.planOf(subplan.id()), plan);
        }
        return plan;
    }

    /** Plans everything once, only to learn which columns of shared subplans are read. */
    private void findSharedColumns(QueryPlan query, List<Integer> outputs) {
        main(query, outputs);
        query.subplans().stream()
                .filter(subplan -> !shared.readColumns(subplan.id()).isEmpty())
                .forEach(this::subplan);
        bindings.clear();
        names.clear();
    }

    private PlanNode main(QueryPlan query, List<Integer> outputs) {
        return exactly(convert(query.main(), new HashSet<>(outputs), true), outputs)
                .plan();
    }

    private Part subplan(SharedSubplan subplan) {
        List<Integer> read = shared.readColumns(subplan.id());
        return exactly(convert(subplan.plan(), new HashSet<>(read), false), read);
    }

    Part part(PlanNode plan, List<Integer> ids, Placement placement) {
        context.checkpoint().run();
        names.put(plan, ids.stream().map(id -> columns.get(id).qualifiedName()).toList());
        return new Part(plan, List.copyOf(ids), placement);
    }

    /** Returns the part with exactly these columns in this order. */
    Part exactly(Part part, List<Integer> outputs) {
        if (part.columns().equals(outputs)) {
            return part;
        }
        List<Expression> expressions =
                outputs.stream().map(id -> column(part, id)).toList();
        return part(new PlanNode.Project(part.plan(), expressions), outputs, part.placement());
    }

    Expression column(Part part, int id) {
        int index = part.indexOf(id);
        return new Expression.ColumnReference(index, part.plan().types().get(index));
    }

    /** Replaces ids by indexes into a part's columns. */
    Expression physical(Expression expression, Part part) {
        if (expression instanceof Expression.ColumnReference(int id, var _)) {
            return column(part, id);
        }
        return ExpressionTree.mapChildren(expression, e -> physical(e, part));
    }

    Estimate estimate(LogicalNode node, List<Integer> ids) {
        Profile profile = estimator.profile(node);
        double bytes = 0;
        for (int id : ids) {
            Profile.ColumnProfile column = profile.columns().get(id);
            bytes += column == null ? Profile.bytes(columns.get(id).type()) : column.bytes();
        }
        return new Estimate(profile.rows(), Math.max(bytes, 1));
    }

    /** Plans a node of which only some columns are needed; {@code ordered} says whether anyone sees the order. */
    Part convert(LogicalNode node, Set<Integer> required, boolean ordered) {
        context.checkpoint().run();
        return switch (node) {
            case LogicalNode.Scan scan -> scan(scan, List.of(), required, scan);
            case LogicalNode.LeaderScan scan -> leaderScan(scan);
            case LogicalNode.Values values -> values(values);
            case LogicalNode.Series series -> series(series);
            case LogicalNode.Filter filter -> filter(filter, required, ordered);
            case LogicalNode.Expand expand -> expand(expand, required, ordered);
            case LogicalNode.Project project -> project(project, required, ordered);
            case Join join -> joins.plan(join, required);
            case LogicalNode.Aggregate aggregate -> aggregate(aggregate, required);
            case LogicalNode.Window window -> window(window, required);
            case LogicalNode.Sort sort -> sort(sort, required, ordered);
            case LogicalNode.Union union -> union(union, required);
            case LogicalNode.SetOperation operation -> setOperation(operation);
            case LogicalNode.Recursion recursion -> recursion(recursion);
            case LogicalNode.WorkingTable table -> workingTable(table);
            case LogicalNode.SharedScan scan -> shared.scan(scan, required, this);
        };
    }

    private Part scan(LogicalNode.Scan scan, List<Expression> conjuncts, Set<Integer> required, LogicalNode estimated) {
        var used = new HashSet<>(required);
        conjuncts.forEach(c -> ExpressionTree.collectColumns(c, used));
        var ids = new ArrayList<Integer>();
        var columnIds = new ArrayList<Integer>();
        for (int i = 0; i < scan.outputs().size(); i++) {
            if (used.contains(scan.outputs().get(i))) {
                ids.add(scan.outputs().get(i));
                columnIds.add(scan.columnIds().get(i));
            }
        }
        if (ids.isEmpty()) {
            int narrow = narrowest(scan);
            ids.add(scan.outputs().get(narrow));
            columnIds.add(scan.columnIds().get(narrow));
        }
        List<SqlType> types = ids.stream().map(id -> columns.get(id).type()).toList();
        int scanId = bindings.size();
        bindings.put(scanId, scan.table());
        var shape = new Part(new PlanNode.Values(List.of(), types), ids, Placement.Fixed.SCATTERED);
        Optional<Expression> filter = ExpressionTree.and(conjuncts).map(f -> physical(f, shape));
        String name = scan.alias().equals(scan.table().name())
                ? scan.table().name()
                : scan.table().name() + " " + scan.alias();
        Part part = part(
                new PlanNode.Scan(scanId, name, columnIds, types, filter, estimate(estimated, ids)),
                ids,
                placement(scan));
        List<Integer> kept = ids.stream().filter(required::contains).toList();
        return kept.isEmpty() || kept.size() == ids.size() ? part : exactly(part, kept);
    }

    private int narrowest(LogicalNode.Scan scan) {
        return IntStream.range(0, scan.outputs().size())
                .boxed()
                .min((a, b) -> Double.compare(
                        Profile.bytes(columns.get(scan.outputs().get(a)).type()),
                        Profile.bytes(columns.get(scan.outputs().get(b)).type())))
                .orElseThrow();
    }

    private static Placement placement(LogicalNode.Scan scan) {
        return switch (scan.table().definition().distribution().effective()) {
            case Distribution.Key(int columnId) -> {
                int index = scan.columnIds().indexOf(columnId);
                yield index < 0
                        ? Placement.Fixed.SCATTERED
                        : new Placement.ByKey(Set.of(scan.outputs().get(index)));
            }
            case Distribution.All _ -> Placement.Fixed.EVERYWHERE;
            case Distribution.Even _, Distribution.Auto _ -> Placement.Fixed.SCATTERED;
        };
    }

    private Part leaderScan(LogicalNode.LeaderScan scan) {
        int scanId = bindings.size();
        bindings.put(scanId, scan.relation());
        List<SqlType> types =
                scan.outputs().stream().map(id -> columns.get(id).type()).toList();
        return part(
                new PlanNode.LeaderRelation(scanId, scan.relation().name(), types, estimate(scan, scan.outputs())),
                scan.outputs(),
                Placement.Fixed.SCATTERED);
    }

    private Part values(LogicalNode.Values values) {
        if (values.outputs().isEmpty()) {
            // Rows without columns are carried by one that nobody reads.
            int dummy = columns.add("dummy", SqlType.Simple.BOOLEAN, false);
            List<List<Datum>> rows = values.rows().stream()
                    .map(_ -> List.<Datum>of(new Datum.Integral(1)))
                    .toList();
            return part(
                    new PlanNode.Values(rows, List.of(SqlType.Simple.BOOLEAN)),
                    List.of(dummy),
                    Placement.Fixed.EVERYWHERE);
        }
        List<SqlType> types =
                values.outputs().stream().map(id -> columns.get(id).type()).toList();
        return part(new PlanNode.Values(values.rows(), types), values.outputs(), Placement.Fixed.EVERYWHERE);
    }

    private Part series(LogicalNode.Series series) {
        return part(
                new PlanNode.GenerateSeries(
                        Folding.fold(series.start()),
                        Folding.fold(series.stop()),
                        Folding.fold(series.step()),
                        columns.get(series.output()).type(),
                        estimate(series, series.outputs())),
                series.outputs(),
                Placement.Fixed.SCATTERED);
    }

    private Part filter(LogicalNode.Filter filter, Set<Integer> required, boolean ordered) {
        if (filter.input() instanceof LogicalNode.Scan scan) {
            return scan(scan, filter.conjuncts(), required, filter);
        }
        var used = new HashSet<>(required);
        filter.conjuncts().forEach(c -> ExpressionTree.collectColumns(c, used));
        Part input = convert(filter.input(), used, ordered);
        Expression condition = ExpressionTree.and(filter.conjuncts()).orElse(ExpressionTree.TRUE);
        return part(
                new PlanNode.Filter(input.plan(), physical(condition, input), estimate(filter, input.columns())),
                input.columns(),
                input.placement());
    }

    private Part expand(LogicalNode.Expand expand, Set<Integer> required, boolean ordered) {
        var used = new HashSet<>(required);
        used.remove(expand.number());
        ExpressionTree.collectColumns(expand.count(), used);
        Part input = convert(expand.input(), used, ordered);
        var ids = new ArrayList<>(input.columns());
        ids.add(expand.number());
        Expression count = Folding.fold(physical(expand.count(), input));
        return part(
                new PlanNode.Expand(input.plan(), count, estimate(expand, input.columns())), ids, input.placement());
    }

    private Part project(LogicalNode.Project project, Set<Integer> required, boolean ordered) {
        var used = new HashSet<Integer>();
        List<Assignment> kept = project.assignments().stream()
                .filter(a -> required.contains(a.column()))
                .toList();
        kept.forEach(a -> ExpressionTree.collectColumns(a.expression(), used));
        Part input = convert(project.input(), used, ordered);
        if (kept.isEmpty()) {
            return input;
        }
        List<Integer> ids = kept.stream().map(Assignment::column).toList();
        Optional<Part> constant = constantRow(input, kept, ids);
        if (constant.isPresent()) {
            return constant.get();
        }
        if (kept.stream().allMatch(a -> a.expression() instanceof Expression.ColumnReference)) {
            return renamed(input, kept);
        }
        List<Expression> expressions =
                kept.stream().map(a -> physical(a.expression(), input)).toList();
        return part(new PlanNode.Project(input.plan(), expressions), ids, renamedPlacement(input.placement(), kept));
    }

    /** Columns that only change their ids need no node. */
    private Part renamed(Part input, List<Assignment> assignments) {
        var sources = new ArrayList<Integer>();
        var ids = new ArrayList<Integer>();
        for (Assignment assignment : assignments) {
            if (assignment.expression() instanceof Expression.ColumnReference(int source, var _)) {
                sources.add(source);
                ids.add(assignment.column());
            }
        }
        Placement placement = renamedPlacement(input.placement(), assignments);
        boolean sameOrder = input.columns().equals(sources);
        if (sameOrder) {
            return new Part(input.plan(), ids, placement);
        }
        List<Expression> expressions =
                sources.stream().map(id -> column(input, id)).toList();
        return part(new PlanNode.Project(input.plan(), expressions), ids, placement);
    }

    private static Placement renamedPlacement(Placement placement, List<Assignment> assignments) {
        if (!(placement instanceof Placement.ByKey(var keys))) {
            return placement;
        }
        var renamed = new HashSet<Integer>();
        for (Assignment assignment : assignments) {
            if (assignment.expression() instanceof Expression.ColumnReference(int id, var _) && keys.contains(id)) {
                renamed.add(assignment.column());
            }
        }
        return renamed.isEmpty() ? Placement.Fixed.SCATTERED : new Placement.ByKey(renamed);
    }

    private Optional<Part> constantRow(Part input, List<Assignment> assignments, List<Integer> ids) {
        if (!(input.plan() instanceof PlanNode.Values values) || values.rows().size() != 1) {
            return Optional.empty();
        }
        var row = new ArrayList<Datum>();
        for (Assignment assignment : assignments) {
            if (!(Folding.fold(assignment.expression()) instanceof Expression.Literal(var datum, var _))) {
                return Optional.empty();
            }
            row.add(datum);
        }
        List<SqlType> types =
                assignments.stream().map(a -> a.expression().type()).toList();
        return Optional.of(part(new PlanNode.Values(List.of(row), types), ids, input.placement()));
    }

    private Part aggregate(LogicalNode.Aggregate aggregate, Set<Integer> required) {
        List<LogicalNode.AggregateOutput> calls = aggregate.calls().stream()
                .filter(c -> required.contains(c.column()))
                .toList();
        var used = new HashSet<>(aggregate.keys());
        calls.forEach(c -> collect(c.call(), used));
        Part input = convert(aggregate.input(), used, false);
        var ids = new ArrayList<>(aggregate.keys());
        calls.forEach(c -> ids.add(c.column()));
        Placement placement = aggregate.keys().isEmpty() || !aggregate.isPlain()
                ? Placement.Fixed.SCATTERED
                : input.placement() instanceof Placement.ByKey(var keys)
                                && keys.stream().anyMatch(aggregate.keys()::contains)
                        ? input.placement()
                        : Placement.Fixed.SCATTERED;
        return part(
                new PlanNode.Aggregate(
                        input.plan(),
                        aggregate.keys().stream().map(input::indexOf).toList(),
                        aggregate.groupingSets(),
                        calls.stream().map(c -> physical(c.call(), input)).toList(),
                        estimate(aggregate, ids)),
                ids,
                placement);
    }

    private static void collect(AggregateCall call, Set<Integer> used) {
        used.addAll(call.arguments());
        call.filter().ifPresent(used::add);
        call.orderBy().forEach(o -> used.add(o.columnIndex()));
    }

    private static AggregateCall physical(AggregateCall call, Part input) {
        return new AggregateCall(
                call.function(),
                call.arguments().stream().map(input::indexOf).toList(),
                call.distinct(),
                call.filter().map(input::indexOf),
                call.orderBy().stream()
                        .map(o -> new SortColumn(input.indexOf(o.columnIndex()), o.descending(), o.nullsFirst()))
                        .toList(),
                call.type());
    }

    private Part window(LogicalNode.Window window, Set<Integer> required) {
        List<LogicalNode.WindowOutput> calls = window.calls().stream()
                .filter(c -> required.contains(c.column()))
                .toList();
        var used = new HashSet<>(required);
        window.calls().forEach(c -> used.remove(c.column()));
        if (calls.isEmpty()) {
            return convert(window.input(), used, false);
        }
        used.addAll(window.partitionBy());
        window.orderBy().forEach(o -> used.add(o.column()));
        calls.forEach(c -> collect(c.call(), used));
        Part input = convert(window.input(), used, false);
        var ids = new ArrayList<>(input.columns());
        calls.forEach(c -> ids.add(c.column()));
        return part(
                new PlanNode.Window(
                        input.plan(),
                        window.partitionBy().stream().map(input::indexOf).toList(),
                        sortColumns(window.orderBy(), input),
                        calls.stream()
                                .map(c -> new PlanNode.WindowCall(
                                        physical(c.call(), input), c.frame(), c.ignoreNulls(), c.firstRowOnly()))
                                .toList(),
                        estimate(window, ids)),
                ids,
                Placement.Fixed.SCATTERED);
    }

    private static List<SortColumn> sortColumns(List<LogicalNode.Order> keys, Part input) {
        return keys.stream()
                .map(k -> new SortColumn(input.indexOf(k.column()), k.descending(), k.nullsFirst()))
                .toList();
    }

    private Part sort(LogicalNode.Sort sort, Set<Integer> required, boolean ordered) {
        if (!sort.isLimited() && (!ordered || sort.keys().isEmpty())) {
            return convert(sort.input(), required, ordered);
        }
        var used = new HashSet<>(required);
        sort.keys().forEach(k -> used.add(k.column()));
        Part input = convert(sort.input(), used, sort.keys().isEmpty());
        Estimate estimate = estimate(sort, input.columns());
        PlanNode plan = sort.keys().isEmpty()
                ? new PlanNode.Limit(input.plan(), sort.limit(), sort.offset(), estimate)
                : new PlanNode.Sort(
                        input.plan(), sortColumns(sort.keys(), input), sort.limit(), sort.offset(), estimate);
        return part(plan, input.columns(), input.placement());
    }

    private Part union(LogicalNode.Union union, Set<Integer> required) {
        var kept = new ArrayList<Integer>();
        for (int i = 0; i < union.outputs().size(); i++) {
            if (required.contains(union.outputs().get(i))) {
                kept.add(i);
            }
        }
        if (kept.isEmpty()) {
            kept.add(0);
        }
        var plans = new ArrayList<PlanNode>();
        for (int i = 0; i < union.inputs().size(); i++) {
            List<Integer> own = union.columns().get(i);
            List<Integer> wanted = kept.stream().map(own::get).toList();
            Part input = exactly(convert(union.inputs().get(i), new HashSet<>(wanted), false), wanted);
            if (input.plan() instanceof PlanNode.Append append) {
                plans.addAll(append.inputs());
            } else {
                plans.add(input.plan());
            }
        }
        List<Integer> ids = kept.stream().map(union.outputs()::get).toList();
        return part(new PlanNode.Append(plans, estimate(union, ids)), ids, Placement.Fixed.SCATTERED);
    }

    private Part setOperation(LogicalNode.SetOperation operation) {
        Part left = exactly(
                convert(operation.left(), new HashSet<>(operation.leftColumns()), false), operation.leftColumns());
        Part right = exactly(
                convert(operation.right(), new HashSet<>(operation.rightColumns()), false), operation.rightColumns());
        return part(
                new PlanNode.SetOperation(
                        operation.operator(),
                        operation.all(),
                        left.plan(),
                        right.plan(),
                        estimate(operation, operation.outputs())),
                operation.outputs(),
                Placement.Fixed.SCATTERED);
    }

    private Part recursion(LogicalNode.Recursion recursion) {
        Part base = exactly(
                convert(recursion.base(), new HashSet<>(recursion.baseColumns()), false), recursion.baseColumns());
        Part step = exactly(
                convert(recursion.step(), new HashSet<>(recursion.stepColumns()), false), recursion.stepColumns());
        return part(
                new PlanNode.Recursion(
                        base.plan(),
                        step.plan(),
                        recursion.table(),
                        recursion.distinct(),
                        estimate(recursion, recursion.outputs())),
                recursion.outputs(),
                Placement.Fixed.SCATTERED);
    }

    private Part workingTable(LogicalNode.WorkingTable table) {
        List<SqlType> types =
                table.outputs().stream().map(id -> columns.get(id).type()).toList();
        return part(
                new PlanNode.WorkingTable(table.table(), table.name(), types, estimate(table, table.outputs())),
                table.outputs(),
                Placement.Fixed.SCATTERED);
    }

    /** Adds computed columns to a part. */
    Part extended(Part part, Map<Integer, Expression> computed) {
        if (computed.isEmpty()) {
            return part;
        }
        var expressions = new ArrayList<Expression>();
        var ids = new ArrayList<Integer>();
        for (int i = 0; i < part.columns().size(); i++) {
            expressions.add(
                    new Expression.ColumnReference(i, part.plan().types().get(i)));
            ids.add(part.columns().get(i));
        }
        new HashMap<>(computed).forEach((id, expression) -> {
            expressions.add(physical(expression, part));
            ids.add(id);
        });
        return part(new PlanNode.Project(part.plan(), expressions), ids, part.placement());
    }
}
