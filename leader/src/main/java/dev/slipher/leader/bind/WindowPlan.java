package dev.slipher.leader.bind;

import dev.slipher.leader.bind.Clause.Calls;
import dev.slipher.leader.bind.Clause.WindowSpec;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Order;
import dev.slipher.leader.optimize.LogicalNode.WindowOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the window functions of a SELECT, one node for all that share a partitioning and order. */
final class WindowPlan {
    private record Shape(List<Integer> partitionBy, List<Order> orderBy) {}

    private final Columns columns;

    WindowPlan(Columns columns) {
        this.columns = columns;
    }

    LogicalNode build(LogicalNode input, Calls<WindowSpec> calls, Substitution substitution) {
        if (calls.byColumn().isEmpty()) {
            return input;
        }
        var computed = new SelectBinder.Projection(columns, input.outputs());
        var byShape = new LinkedHashMap<Shape, List<WindowOutput>>();
        for (Map.Entry<Integer, WindowSpec> entry : calls.byColumn().entrySet()) {
            WindowSpec spec = substitution.apply(entry.getValue());
            var shape = new Shape(
                    spec.partitionBy().stream()
                            .map(e -> computed.add(e, "partition"))
                            .distinct()
                            .toList(),
                    spec.orderBy().stream()
                            .map(k -> new Order(computed.add(k.expression(), "order"), k.descending(), k.nullsFirst()))
                            .toList());
            byShape.computeIfAbsent(shape, _ -> new ArrayList<>())
                    .add(new WindowOutput(
                            entry.getKey(),
                            GroupingPlan.call(spec.call(), computed),
                            spec.frame(),
                            spec.ignoreNulls()));
        }
        LogicalNode plan = SelectBinder.extend(input, computed.computed(), columns);
        for (Map.Entry<Shape, List<WindowOutput>> entry : byShape.entrySet()) {
            plan = new LogicalNode.Window(
                    plan, entry.getKey().partitionBy(), entry.getKey().orderBy(), entry.getValue());
        }
        return plan;
    }
}
