package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the readers of each shared subplan leave out of its rows, as far as that compares columns with constants. */
final class SharedConditions {
    private final Columns columns;
    /** By subplan, one entry a reader; empty for one that wants all rows. */
    private final Map<Integer, List<Optional<Expression>>> readers = new HashMap<>();

    SharedConditions(Columns columns) {
        this.columns = columns;
    }

    /** Notes a reader and the conditions, over its outputs, for which it drops rows. */
    void add(LogicalNode.SharedScan scan, List<Expression> conditions) {
        var names = new HashMap<Integer, Expression>();
        for (int i = 0; i < scan.outputs().size(); i++) {
            names.put(
                    scan.outputs().get(i),
                    ExpressionTree.reference(columns, scan.columns().get(i)));
        }
        List<Expression> simple = conditions.stream()
                .filter(c -> Predicates.restrictedColumn(c).isPresent())
                .map(c -> ExpressionTree.substitute(c, names))
                .toList();
        readers.computeIfAbsent(scan.subplan(), _ -> new ArrayList<>()).add(ExpressionTree.and(simple));
    }

    /** Returns conditions over a subplan's columns that hold for each row that any reader wants. */
    List<Expression> ofAllReaders(int subplan) {
        List<Optional<Expression>> wanted = readers.getOrDefault(subplan, List.of());
        if (wanted.isEmpty() || wanted.stream().anyMatch(Optional::isEmpty)) {
            return List.of();
        }
        List<Expression> each =
                wanted.stream().map(Optional::orElseThrow).distinct().toList();
        return List.of(each.size() == 1 ? each.getFirst() : new Expression.Or(each));
    }
}
