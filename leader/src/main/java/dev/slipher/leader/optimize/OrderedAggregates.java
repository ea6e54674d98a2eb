package dev.slipher.leader.optimize;

import dev.slipher.compute.expression.function.AggregateTrait;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.leader.optimize.LogicalNode.Aggregate;
import dev.slipher.leader.optimize.LogicalNode.AggregateOutput;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Order;
import dev.slipher.leader.optimize.LogicalNode.Window;
import dev.slipher.leader.optimize.LogicalNode.WindowOutput;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Computes aggregates that depend on the order of their rows (LISTAGG, percentiles) as window functions over the groups,
 * so that there is one sort, one spill and one implementation for both:
 *
 * <pre>
 * Aggregate(keys, listagg(x ORDER BY y), sum(z))
 *   becomes
 * Aggregate(keys, any_value(w), sum(z))
 *   Window(PARTITION BY keys ORDER BY y, w = listagg(x) in the first row)
 * </pre>
 *
 * Grouping sets are taken apart first, into a UNION ALL of one plain grouping a set.
 */
public final class OrderedAggregates {
    /** The frame of all rows of a partition. */
    public static final Frame WHOLE_PARTITION =
            new Frame(Frame.Unit.ROWS, Frame.Bound.Fixed.UNBOUNDED_PRECEDING, Frame.Bound.Fixed.UNBOUNDED_FOLLOWING);

    private final Columns columns;

    OrderedAggregates(Columns columns) {
        this.columns = columns;
    }

    LogicalNode rewrite(LogicalNode node) {
        LogicalNode inner =
                node.withInputs(node.inputs().stream().map(this::rewrite).toList());
        if (!(inner instanceof Aggregate aggregate)
                || aggregate.calls().stream()
                        .noneMatch(c -> AggregateTrait.ORDERED.holdsFor(c.call().function()))) {
            return inner;
        }
        return aggregate.isPlain() ? overWindows(aggregate) : apart(aggregate);
    }

    private Aggregate overWindows(Aggregate aggregate) {
        var windows = new LinkedHashMap<List<Order>, List<WindowOutput>>();
        var calls = new ArrayList<AggregateOutput>();
        for (AggregateOutput output : aggregate.calls()) {
            AggregateCall call = output.call();
            if (!AggregateTrait.ORDERED.holdsFor(call.function())) {
                calls.add(output);
                continue;
            }
            int value = columns.copy(output.column());
            var unordered = new AggregateCall(
                    call.function(), call.arguments(), call.distinct(), call.filter(), List.of(), call.type());
            windows.computeIfAbsent(order(call), _ -> new ArrayList<>())
                    .add(new WindowOutput(value, unordered, WHOLE_PARTITION, false, true));
            calls.add(new AggregateOutput(
                    output.column(),
                    new AggregateCall("any_value", List.of(value), false, Optional.empty(), List.of(), call.type())));
        }
        LogicalNode input = aggregate.input();
        for (Map.Entry<List<Order>, List<WindowOutput>> window : windows.entrySet()) {
            input = new Window(input, aggregate.keys(), window.getKey(), window.getValue());
        }
        return new Aggregate(input, aggregate.keys(), aggregate.groupingSets(), calls);
    }

    private static List<Order> order(AggregateCall call) {
        return call.orderBy().stream()
                .map(k -> new Order(k.columnIndex(), k.descending(), k.nullsFirst()))
                .toList();
    }

    /** One grouping for each set; a key that is not in the set is null, and GROUPING a constant. */
    private LogicalNode apart(Aggregate aggregate) {
        var inputs = new ArrayList<LogicalNode>();
        var inputColumns = new ArrayList<List<Integer>>();
        for (List<Integer> set : aggregate.groupingSets()) {
            List<Integer> keys = set.stream().map(aggregate.keys()::get).toList();
            List<AggregateOutput> calls = aggregate.calls().stream()
                    .filter(c -> !c.call().function().equals("grouping"))
                    .toList();
            List<Integer> all = IntStream.range(0, keys.size()).boxed().toList();
            LogicalNode grouped = overWindows(new Aggregate(aggregate.input(), keys, List.of(all), calls));
            var assignments = new ArrayList<Assignment>();
            for (int output : aggregate.outputs()) {
                assignments.add(new Assignment(columns.copy(output), value(output, aggregate, keys)));
            }
            inputs.add(new LogicalNode.Project(grouped, assignments));
            inputColumns.add(assignments.stream().map(Assignment::column).toList());
        }
        return inputs.size() == 1
                ? renamed(inputs.getFirst(), inputColumns.getFirst(), aggregate.outputs())
                : new LogicalNode.Union(inputs, inputColumns, aggregate.outputs());
    }

    private LogicalNode renamed(LogicalNode node, List<Integer> from, List<Integer> to) {
        var assignments = new ArrayList<Assignment>();
        for (int i = 0; i < from.size(); i++) {
            assignments.add(new Assignment(to.get(i), ExpressionTree.reference(columns, from.get(i))));
        }
        return new LogicalNode.Project(node, assignments);
    }

    private Expression value(int output, Aggregate aggregate, List<Integer> keys) {
        Expression reference = ExpressionTree.reference(columns, output);
        for (AggregateOutput call : aggregate.calls()) {
            if (call.column() == output) {
                return call.call().function().equals("grouping")
                        ? new Expression.Literal(
                                new Datum.Integral(bits(call.call(), keys)),
                                call.call().type())
                        : reference;
            }
        }
        return keys.contains(output) ? reference : new Expression.Literal(Datum.Null.NULL, reference.type());
    }

    /** Returns a bit an argument, the first the highest, set if it is not among the keys. */
    private static long bits(AggregateCall call, List<Integer> keys) {
        long bits = 0;
        for (int argument : call.arguments()) {
            bits = bits << 1 | (keys.contains(argument) ? 0 : 1);
        }
        return bits;
    }
}
