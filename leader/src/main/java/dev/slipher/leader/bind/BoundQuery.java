package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.ResolvedFunction;
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
     * @param shown the function that makes what a client is shown of a value, of an oid the name of an object
     */
    record Output(String name, int column, Optional<Expression> untyped, Optional<ResolvedFunction> shown) {
        Output(String name, int column, Optional<Expression> untyped) {
            this(name, column, untyped, Optional.empty());
        }
    }

    List<Integer> columns() {
        return outputs.stream().map(Output::column).toList();
    }
}
