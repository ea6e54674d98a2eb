package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode;
import java.util.List;
import java.util.Optional;

/** A bound query: its plan, and which of the plan's columns it shows under which names. */
record BoundQuery(LogicalNode plan, List<Output> outputs) {
    /**
     * A column that a query shows.
     *
     * @param untyped the literal or parameter that the column is, if nothing has said its type yet
     */
    record Output(String name, int column, Optional<Expression> untyped) {}

    List<Integer> columns() {
        return outputs.stream().map(Output::column).toList();
    }
}
