package dev.slipher.leader.plan;

import dev.slipher.compute.fragment.PlanNode;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;

/** The names of each plan node's output columns, which the plan itself does not carry. */
public final class PlanNames {
    private final IdentityHashMap<PlanNode, List<String>> names;

    /** Takes the names of the nodes' columns, keyed by identity. */
    public PlanNames(IdentityHashMap<PlanNode, List<String>> names) {
        this.names = names;
    }

    /** Returns the names of the node's output columns, {@code columnN} where it has none. */
    public List<String> of(PlanNode node) {
        List<String> known = names.get(node);
        if (known != null) {
            return known;
        }
        return IntStream.rangeClosed(1, node.types().size())
                .mapToObj(i -> "column" + i)
                .toList();
    }
}
