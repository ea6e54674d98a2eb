package dev.slipher.compute.operator;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.CompiledCondition;
import dev.slipher.compute.expression.CompiledExpression;
import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.expression.ExpressionCompiler;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What is known of every node's output columns before a query runs, and the expressions compiled against it. */
public final class Shapes {
    private final EvaluationContext context;
    private final Function<PlanNode.Scan, List<ColumnShape>> scans;
    private final IdentityHashMap<PlanNode, List<ColumnShape>> known = new IdentityHashMap<>();
    private final Map<Integer, List<ColumnShape>> subplans = new HashMap<>();
    private final IdentityHashMap<PlanNode, List<CompiledExpression>> projections = new IdentityHashMap<>();

    /**
     * Makes shapes for one plan.
     *
     * @param scans what the bound tables say of their columns
     */
    public Shapes(EvaluationContext context, Function<PlanNode.Scan, List<ColumnShape>> scans) {
        this.context = context;
        this.scans = scans;
    }

    public EvaluationContext context() {
        return context;
    }

    /** Returns the shapes of a node's output columns. */
    public List<ColumnShape> of(PlanNode node) {
        var found = known.get(node);
        if (found == null) {
            found = List.copyOf(compute(node));
            known.put(node, found);
        }
        return found;
    }

    /** Returns a projection's expressions, compiled once. */
    public List<CompiledExpression> projection(PlanNode.Project project) {
        var found = projections.get(project);
        if (found == null) {
            var input = of(project.input());
            found = project.expressions().stream()
                    .map(expression -> ExpressionCompiler.compile(expression, input, context))
                    .toList();
            projections.put(project, found);
        }
        return found;
    }

    public CompiledExpression expression(Expression expression, List<ColumnShape> input) {
        return ExpressionCompiler.compile(expression, input, context);
    }

    public CompiledCondition condition(Expression condition, List<ColumnShape> input) {
        return ExpressionCompiler.compileCondition(condition, input, context);
    }

    private List<ColumnShape> compute(PlanNode node) {
        return switch (node) {
            case PlanNode.Scan scan -> scans.apply(scan);
            case PlanNode.Filter filter -> of(filter.input());
            case PlanNode.Sort sort -> of(sort.input());
            case PlanNode.Limit limit -> of(limit.input());
            case PlanNode.Shared shared -> {
                subplans.put(shared.id(), of(shared.shared()));
                yield of(shared.input());
            }
            case PlanNode.SharedScan scan -> Objects.requireNonNull(subplans.get(scan.id()));
            case PlanNode.Expand expand -> {
                var all = new ArrayList<>(of(expand.input()));
                all.add(ColumnShape.of(SqlType.Simple.BIGINT));
                yield all;
            }
            case PlanNode.Project project ->
                projection(project).stream().map(CompiledExpression::shape).toList();
            case PlanNode.Join join -> join(join);
            case PlanNode.Window window -> {
                var all = new ArrayList<>(of(window.input()));
                window.calls()
                        .forEach(call -> all.add(ColumnShape.of(call.call().type())));
                yield all;
            }
            case PlanNode.Aggregate aggregate -> aggregate(aggregate);
            case PlanNode.SetOperation _,
                    PlanNode.Append _,
                    PlanNode.Recursion _,
                    PlanNode.WorkingTable _,
                    PlanNode.Values _,
                    PlanNode.LeaderRelation _,
                    PlanNode.ExternalScan _,
                    PlanNode.Write _,
                    PlanNode.GenerateSeries _ -> general(node.types());
        };
    }

    /** Returns shapes of which no more than the types is known. */
    public static List<ColumnShape> general(List<SqlType> types) {
        return types.stream().map(ColumnShape::of).toList();
    }

    private List<ColumnShape> join(PlanNode.Join join) {
        var all = new ArrayList<ColumnShape>();
        var kind = join.kind();
        if (kind == JoinKind.RIGHT_SEMI || kind == JoinKind.RIGHT_ANTI) {
            return of(join.build());
        }
        var probeNulls = kind == JoinKind.RIGHT || kind == JoinKind.FULL;
        of(join.probe()).forEach(shape -> all.add(probeNulls ? nullable(shape) : shape));
        switch (kind) {
            case SEMI, ANTI, RIGHT_SEMI, RIGHT_ANTI -> {}
            case MARK -> all.add(ColumnShape.of(SqlType.Simple.BOOLEAN));
            case INNER, RIGHT -> all.addAll(of(join.build()));
            case LEFT, FULL -> of(join.build()).forEach(shape -> all.add(nullable(shape)));
        }
        return all;
    }

    private List<ColumnShape> aggregate(PlanNode.Aggregate aggregate) {
        var input = of(aggregate.input());
        var all = new ArrayList<ColumnShape>();
        aggregate.groupBy().forEach(column -> all.add(nullable(input.get(column))));
        aggregate.calls().forEach(call -> all.add(ColumnShape.of(call.type())));
        return all;
    }

    private static ColumnShape nullable(ColumnShape shape) {
        return new ColumnShape(shape.type(), shape.representation(), shape.min(), shape.max(), true);
    }

    /** Returns by column whether an INT64 column travels as ints. */
    public static boolean[] narrow(List<ColumnShape> shapes) {
        var narrow = new boolean[shapes.size()];
        for (var i = 0; i < narrow.length; i++) {
            narrow[i] = shapes.get(i).representation() == ColumnShape.Representation.INT;
        }
        return narrow;
    }
}
