package dev.slipher.compute.pipeline;

import dev.slipher.compute.expression.Evaluator;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.operator.CountingStep;
import dev.slipher.compute.operator.EnteringStep;
import dev.slipher.compute.operator.ExpandStep;
import dev.slipher.compute.operator.FilterStep;
import dev.slipher.compute.operator.KeyFilter;
import dev.slipher.compute.operator.LimitStep;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.ProjectStep;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.WideningStep;
import dev.slipher.compute.operator.aggregate.AggregateCompiler;
import dev.slipher.compute.operator.aggregate.SetOperationCompiler;
import dev.slipher.compute.operator.join.JoinCompiler;
import dev.slipher.compute.operator.recursion.PartRunner;
import dev.slipher.compute.operator.recursion.RecursionSource;
import dev.slipher.compute.operator.shared.SharedRows;
import dev.slipher.compute.operator.sort.SortCompiler;
import dev.slipher.compute.operator.window.WindowCompiler;
import dev.slipher.compute.operator.write.WriteCompiler;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.ExternalSource;
import dev.slipher.compute.source.IteratorSource;
import dev.slipher.compute.source.SeriesSource;
import dev.slipher.compute.source.TableScans;
import dev.slipher.storage.batch.Batch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Turns a plan into phases: from the top down, each node wraps the steps after it and gives them to its inputs. */
final class QueryCompiler implements PlanCompiler {
    private final QueryContext query;
    private final Shapes shapes;
    private final BoundInputs inputs;
    private final TableScans scans;
    private final boolean timed;
    private final PartRunner parts;
    private final ColumnUse columnUse;
    private final KeyFilterPlacement keyFilters;
    private final JoinCompiler joins = new JoinCompiler(this);
    private final Map<Integer, SharedRows> subplans = new HashMap<>();
    private final List<Phase> phases = new ArrayList<>();

    QueryCompiler(
            QueryContext query,
            PlanNode plan,
            Shapes shapes,
            BoundInputs inputs,
            TableScans scans,
            boolean timed,
            PartRunner parts) {
        this.parts = parts;
        columnUse = ColumnUse.of(plan, shapes);
        keyFilters = new KeyFilterPlacement(shapes);
        this.scans = scans;
        this.query = query;
        this.shapes = shapes;
        this.inputs = inputs;
        this.timed = timed;
    }

    List<Phase> phases() {
        return List.copyOf(phases);
    }

    @Override
    public QueryContext query() {
        return query;
    }

    @Override
    public Shapes shapes() {
        return shapes;
    }

    @Override
    public void add(Phase phase) {
        phases.add(phase);
    }

    @Override
    public void addSource(PlanNode node, Source source, StepFactory target) {
        phases.add(new Phase.Pipeline(node, source, target));
    }

    @Override
    public StepFactory counted(PlanNode node, StepFactory target) {
        var counters = query.counters(node);
        return worker -> new CountingStep(counters, timed, target.create(worker));
    }

    @Override
    public void compileInput(PlanNode node, PlanNode input, StepFactory steps) {
        var counters = query.counters(node);
        compile(input, timed ? worker -> new EnteringStep(counters, steps.create(worker)) : steps);
    }

    @Override
    public BitSet usedColumns(PlanNode.Join join) {
        return columnUse.of(join);
    }

    @Override
    public boolean filterKeys(PlanNode node, int column, KeyFilter filter) {
        return keyFilters.bind(node, column, filter);
    }

    /** Adds the phases that make a node's rows and push them into {@code next}. */
    public void compile(PlanNode node, StepFactory next) {
        query.throwIfStopped();
        var target = counted(node, next);
        switch (node) {
            case PlanNode.Scan scan ->
                addSource(
                        node,
                        scans.open(scan, shapes, keyFilters.take(scan), query.counters(scan), query.workers()),
                        target);
            case PlanNode.Values values -> addSource(node, new IteratorSource(() -> batches(values)), target);
            case PlanNode.LeaderRelation relation ->
                addSource(node, new IteratorSource(bound(inputs.relations(), relation.id())), target);
            case PlanNode.ExternalScan scan ->
                addSource(node, new ExternalSource(bound(inputs.sources(), scan.id())), target);
            case PlanNode.GenerateSeries series ->
                addSource(node, new IteratorSource(() -> SeriesSource.open(series, shapes)), target);
            case PlanNode.Write write ->
                WriteCompiler.compile(this, write, bound(inputs.targets(), write.id()), target);
            case PlanNode.Filter filter -> {
                var condition = shapes.condition(filter.condition(), shapesOf(filter.input()));
                compileInput(node, filter.input(), w -> new FilterStep(condition.newPredicate(), target.create(w)));
            }
            case PlanNode.Project project -> {
                var expressions = shapes.projection(project);
                compileInput(node, project.input(), w -> new ProjectStep(expressions, target.create(w)));
            }
            case PlanNode.Expand expand -> {
                var count = shapes.expression(expand.count(), shapesOf(expand.input()));
                var columns = shapesOf(expand.input()).size();
                compileInput(
                        node,
                        expand.input(),
                        w -> new ExpandStep(counts(count.newEvaluator()), columns, true, w, target.create(w)));
            }
            case PlanNode.Limit limit -> {
                var seen = new AtomicLong();
                var most = limit.limit().orElse(Long.MAX_VALUE);
                var stopped = new AtomicBoolean();
                compileInput(
                        node,
                        limit.input(),
                        w -> new LimitStep(seen, limit.offset(), most, w, target.create(w.behind(stopped))));
            }
            case PlanNode.Append append -> append.inputs().forEach(input -> compileBranch(append, input, target));
            case PlanNode.Aggregate aggregate -> AggregateCompiler.compile(this, aggregate, target);
            case PlanNode.Join join -> joins.compile(join, target);
            case PlanNode.Sort sort -> SortCompiler.compile(this, sort, target);
            case PlanNode.Window window -> WindowCompiler.compile(this, window, target);
            case PlanNode.SetOperation operation -> SetOperationCompiler.compile(this, operation, target);
            case PlanNode.Recursion recursion ->
                addSource(node, new RecursionSource(recursion, query, inputs, parts), target);
            case PlanNode.WorkingTable table ->
                addSource(node, new IteratorSource(bound(inputs.workingTables(), table.id())), target);
            case PlanNode.Shared shared -> {
                // The steps of all that reads the rows need their shapes.
                shapesOf(shared);
                var rows = new SharedRows(query, shared);
                subplans.put(shared.id(), rows);
                compileInput(node, shared.shared(), rows::step);
                compileInput(node, shared.input(), target);
            }
            case PlanNode.SharedScan scan ->
                addSource(node, bound(subplans, scan.id()).newReader(), target);
        }
    }

    private void compileBranch(PlanNode.Append append, PlanNode input, StepFactory target) {
        compileInput(append, input, WideningStep.before(target, shapesOf(input), shapesOf(append)));
    }

    private static ExpandStep.Counts counts(Evaluator evaluator) {
        return (rows, times) -> {
            var values = evaluator.evaluate(rows);
            for (var i = 0; i < rows.selectedCount(); i++) {
                var row = rows.position(i);
                times[i] = values.isNull(row) ? 0 : Vectors.longAt(values, row);
            }
        };
    }

    private static <T> T bound(Map<Integer, T> inputs, int id) {
        var found = inputs.get(id);
        if (found == null) {
            throw new IllegalStateException("nothing is bound under " + id);
        }
        return found;
    }

    private static Iterator<Batch> batches(PlanNode.Values values) {
        var batches = new ArrayList<Batch>();
        for (var from = 0; from < values.rows().size(); from += Batch.CAPACITY) {
            var rows = values.rows().subList(from, Math.min(values.rows().size(), from + Batch.CAPACITY));
            batches.add(Vectors.batch(rows, values.types()));
        }
        return batches.iterator();
    }
}
