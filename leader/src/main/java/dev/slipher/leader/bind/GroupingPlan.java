package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.leader.bind.Clause.AggregateSpec;
import dev.slipher.leader.bind.Clause.Calls;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.AggregateOutput;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the aggregation of a SELECT: computes keys and arguments below it, and says what expressions become above. */
final class GroupingPlan {
    private final Columns columns;
    private final LogicalNode input;
    private final Scope scope;
    private final SelectBinder.Projection computed;

    GroupingPlan(Columns columns, LogicalNode input, Scope scope) {
        this.columns = columns;
        this.input = input;
        this.scope = scope;
        this.computed = new SelectBinder.Projection(columns, input.outputs());
    }

    LogicalNode build(Grouping.Keys keys, Calls<AggregateSpec> calls, Substitution substitution) {
        var inputKeys = new ArrayList<Integer>();
        for (Expression expression : keys.expressions()) {
            inputKeys.add(computed.add(expression, "group"));
        }
        boolean plain = keys.sets().size() == 1;
        var outputKeys = new ArrayList<Integer>();
        var copies = new ArrayList<Assignment>();
        for (int i = 0; i < inputKeys.size(); i++) {
            int id = inputKeys.get(i);
            int output = id;
            if (!plain) {
                // Rows of a set without this key have null in it, so it is another column than the one below.
                output = columns.add(columns.get(id));
                copies.add(new Assignment(output, reference(id)));
            }
            outputKeys.add(output);
            substitution.group(keys.expressions().get(i), reference(output));
            substitution.group(reference(output), reference(output));
        }
        var outputs = new ArrayList<AggregateOutput>();
        for (Map.Entry<Integer, AggregateSpec> entry : calls.byColumn().entrySet()) {
            AggregateSpec spec = entry.getValue();
            AggregateCall call =
                    spec.function().equals("grouping") ? grouping(spec, keys, outputKeys) : call(spec, computed);
            outputs.add(new AggregateOutput(entry.getKey(), call));
        }
        LogicalNode below = SelectBinder.extend(input, computed.computed(), columns);
        below = SelectBinder.extend(below, copies, columns);
        var forbidden = new HashSet<Integer>();
        scope.entries().forEach(e -> forbidden.add(e.column()));
        forbidden.removeAll(plain ? outputKeys : List.of());
        substitution.forbid(forbidden);
        return new LogicalNode.Aggregate(below, outputKeys, keys.sets(), outputs);
    }

    private Expression reference(int id) {
        return new Expression.ColumnReference(id, columns.get(id).type());
    }

    private static AggregateCall grouping(AggregateSpec spec, Grouping.Keys keys, List<Integer> outputKeys) {
        var arguments = new ArrayList<Integer>();
        for (Expression argument : spec.arguments()) {
            int index = keys.expressions().indexOf(argument);
            if (index < 0) {
                throw new SlipherException(
                        SqlState.GROUPING_ERROR,
                        "arguments to GROUPING must be grouping expressions of the associated query level");
            }
            arguments.add(outputKeys.get(index));
        }
        return new AggregateCall("grouping", arguments, false, Optional.empty(), List.of(), spec.type());
    }

    /** Turns a call's expressions into columns of a projection. */
    static AggregateCall call(AggregateSpec spec, SelectBinder.Projection computed) {
        List<Integer> arguments =
                spec.arguments().stream().map(a -> computed.add(a, "argument")).toList();
        Optional<Integer> filter = spec.filter().map(f -> computed.add(f, "filter"));
        List<SortColumn> order = spec.orderBy().stream()
                .map(k -> new SortColumn(computed.add(k.expression(), "order"), k.descending(), k.nullsFirst()))
                .toList();
        return new AggregateCall(spec.function(), arguments, spec.distinct(), filter, order, spec.type());
    }
}
