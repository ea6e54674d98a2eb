package dev.slipher.leader.session;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.leader.optimize.Memberships;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.List;

/** Puts a client's values in the place of a plan's parameters. */
final class ParameterBinder {
    private final List<Datum> values;

    private ParameterBinder(List<Datum> values) {
        this.values = values;
    }

    /** Returns {@code plan} with every {@link Expression.Parameter} replaced by its value as a literal. */
    static PlanNode bind(PlanNode plan, List<Datum> values) {
        return values.isEmpty() ? plan : new ParameterBinder(values).node(plan);
    }

    private PlanNode node(PlanNode node) {
        return switch (node) {
            case PlanNode.Scan scan ->
                new PlanNode.Scan(
                        scan.id(),
                        scan.table(),
                        scan.columnIds(),
                        scan.types(),
                        scan.filter().map(this::expression),
                        scan.estimate());
            case PlanNode.Values constant -> constant;
            case PlanNode.LeaderRelation relation -> relation;
            case PlanNode.ExternalScan external -> external;
            case PlanNode.Write(int id, var writing, var input, var order) ->
                new PlanNode.Write(id, writing, node(input), order);
            case PlanNode.GenerateSeries series ->
                new PlanNode.GenerateSeries(
                        expression(series.start()),
                        expression(series.stop()),
                        expression(series.step()),
                        series.type(),
                        series.estimate());
            case PlanNode.Expand(var input, var count, var estimate) ->
                new PlanNode.Expand(node(input), expression(count), estimate);
            case PlanNode.Filter(var input, var condition, var estimate) ->
                new PlanNode.Filter(node(input), expression(condition), estimate);
            case PlanNode.Project(var input, var expressions) ->
                new PlanNode.Project(node(input), expressions(expressions));
            case PlanNode.Join join ->
                new PlanNode.Join(
                        join.kind(),
                        node(join.probe()),
                        node(join.build()),
                        join.probeKeys(),
                        join.buildKeys(),
                        join.nullsMatch(),
                        join.residual().map(this::expression),
                        join.distribution(),
                        join.estimate());
            case PlanNode.Aggregate aggregate ->
                new PlanNode.Aggregate(
                        node(aggregate.input()),
                        aggregate.groupBy(),
                        aggregate.groupingSets(),
                        aggregate.calls(),
                        aggregate.estimate());
            case PlanNode.Sort(var input, var keys, var limit, long offset, var estimate) ->
                new PlanNode.Sort(node(input), keys, limit, offset, estimate);
            case PlanNode.Limit(var input, var limit, long offset, var estimate) ->
                new PlanNode.Limit(node(input), limit, offset, estimate);
            case PlanNode.Window window ->
                new PlanNode.Window(
                        node(window.input()),
                        window.partitionBy(),
                        window.orderBy(),
                        window.calls(),
                        window.estimate());
            case PlanNode.Append(var inputs, var estimate) -> {
                var bound = new ArrayList<PlanNode>();
                for (var input : inputs) {
                    bound.add(node(input));
                }
                yield new PlanNode.Append(bound, estimate);
            }
            case PlanNode.SetOperation set ->
                new PlanNode.SetOperation(
                        set.operator(), set.all(), node(set.left()), node(set.right()), set.estimate());
            case PlanNode.Recursion(var base, var step, var table, var distinct, var estimate) ->
                new PlanNode.Recursion(node(base), node(step), table, distinct, estimate);
            case PlanNode.WorkingTable table -> table;
            case PlanNode.Shared(int id, var shared, var input) -> new PlanNode.Shared(id, node(shared), node(input));
            case PlanNode.SharedScan scan -> scan;
        };
    }

    private List<Expression> expressions(List<Expression> expressions) {
        var bound = new ArrayList<Expression>(expressions.size());
        for (var expression : expressions) {
            bound.add(expression(expression));
        }
        return bound;
    }

    private Expression expression(Expression expression) {
        return switch (expression) {
            case Expression.ColumnReference column -> column;
            case Expression.Literal literal -> literal;
            case Expression.Local local -> local;
            case Expression.Let(var value, var body) -> new Expression.Let(expression(value), expression(body));
            case Expression.Parameter(int index, var type) -> new Expression.Literal(values.get(index - 1), type);
            case Expression.Arithmetic(var operator, var left, var right, var type) ->
                new Expression.Arithmetic(operator, expression(left), expression(right), type);
            case Expression.Comparison(var operator, var left, var right) ->
                new Expression.Comparison(operator, expression(left), expression(right));
            case Expression.And(var operands) -> new Expression.And(expressions(operands));
            // Parameters that a column is compared with are constants now.
            case Expression.Or(var operands) -> Memberships.or(expressions(operands));
            case Expression.Not(var operand) -> new Expression.Not(expression(operand));
            case Expression.IsNull(var operand) -> new Expression.IsNull(expression(operand));
            case Expression.Case(var branches, var otherwise, var type) -> {
                var bound = new ArrayList<Expression.When>();
                for (var branch : branches) {
                    bound.add(new Expression.When(expression(branch.condition()), expression(branch.result())));
                }
                yield new Expression.Case(bound, expression(otherwise), type);
            }
            case Expression.Coalesce(var operands, var type) -> new Expression.Coalesce(expressions(operands), type);
            case Expression.Cast(var operand, var type, var mode) ->
                new Expression.Cast(expression(operand), type, mode);
            case Expression.In(var operand, var constants) -> new Expression.In(expression(operand), constants);
            case Expression.Like(var operand, var pattern, var escape, boolean ignoreCase) ->
                new Expression.Like(expression(operand), expression(pattern), escape.map(this::expression), ignoreCase);
            case Expression.Call(var function, var arguments, var type) ->
                new Expression.Call(function, expressions(arguments), type);
        };
    }
}
