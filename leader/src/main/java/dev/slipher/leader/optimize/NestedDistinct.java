package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Aggregate;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Project;
import dev.slipher.leader.optimize.LogicalNode.Union;
import dev.slipher.storage.type.Equality;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves duplicates in where all are taken out above, so that a chain of UNION is one grouping of all its rows:
 *
 * <pre>
 * Distinct(Union(Distinct(Union(a, b)), c))
 *   becomes
 * Distinct(Union(a, b, c))
 * </pre>
 */
final class NestedDistinct {
    private NestedDistinct() {}

    static LogicalNode rewrite(LogicalNode node) {
        LogicalNode inner = node.withInputs(
                node.inputs().stream().map(NestedDistinct::rewrite).toList());
        return inner instanceof Aggregate aggregate && isDistinct(aggregate)
                ? aggregate.withInputs(List.of(withDuplicates(aggregate.input())))
                : inner;
    }

    private static boolean isDistinct(Aggregate aggregate) {
        return aggregate.calls().isEmpty()
                && aggregate.isPlain()
                && !aggregate.keys().isEmpty();
    }

    private static LogicalNode withDuplicates(LogicalNode node) {
        return switch (node) {
            case Union union -> flat(union);
            case Aggregate aggregate when isDistinct(aggregate) -> withDuplicates(aggregate.input());
            case Project project
            when keepsEquals(project) -> project.withInputs(List.of(withDuplicates(project.input())));
            default -> node;
        };
    }

    private static Union flat(Union union) {
        var inputs = new ArrayList<LogicalNode>();
        var columns = new ArrayList<List<Integer>>();
        for (int i = 0; i < union.inputs().size(); i++) {
            List<Integer> taken = union.columns().get(i);
            LogicalNode input = withDuplicates(union.inputs().get(i));
            if (input instanceof Union inner && inner.outputs().containsAll(taken)) {
                inputs.addAll(inner.inputs());
                for (List<Integer> ids : inner.columns()) {
                    columns.add(taken.stream()
                            .map(id -> ids.get(inner.outputs().indexOf(id)))
                            .toList());
                }
            } else {
                inputs.add(input);
                columns.add(taken);
            }
        }
        return new Union(inputs, columns, union.outputs());
    }

    /** Whether rows that are equal before are so afterwards: what computes sees trailing blanks that no comparison does. */
    private static boolean keepsEquals(Project project) {
        return project.assignments().stream().map(Assignment::expression).allMatch(NestedDistinct::keepsEquals);
    }

    private static boolean keepsEquals(Expression expression) {
        return expression instanceof Expression.ColumnReference
                || !Folding.isVolatile(expression) && readsWhatEqualsItself(expression);
    }

    private static boolean readsWhatEqualsItself(Expression expression) {
        return expression instanceof Expression.ColumnReference(var _, var type)
                ? Equality.isSameness(type)
                : ExpressionTree.children(expression).stream().allMatch(NestedDistinct::readsWhatEqualsItself);
    }
}
