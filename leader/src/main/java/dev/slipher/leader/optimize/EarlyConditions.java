package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Filter;
import dev.slipher.leader.optimize.LogicalNode.Join;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves conditions on outer rows below the subqueries that depend on these rows, before the subqueries are computed for all
 * values there are of them: {@link Decorrelation} sees only what stands below. {@link Pushdown} does the rest later.
 */
final class EarlyConditions {
    private EarlyConditions() {}

    static LogicalNode rewrite(LogicalNode node) {
        LogicalNode inner = node.withInputs(
                node.inputs().stream().map(EarlyConditions::rewrite).toList());
        if (!(inner instanceof Filter(Join join, var conjuncts)) || !keepsConditions(join)) {
            return inner;
        }
        var leftColumns = new HashSet<>(join.left().outputs());
        leftColumns.removeAll(marks(join.left()));
        var left = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression conjunct : conjuncts) {
            boolean early =
                    !Folding.isVolatile(conjunct) && ExpressionTree.onlyColumns(conjunct, leftColumns::contains);
            (early ? left : above).add(conjunct);
        }
        if (left.isEmpty()) {
            return inner;
        }
        LogicalNode joined = join.withInputs(List.of(rewrite(new Filter(join.left(), left)), join.right()));
        return above.isEmpty() ? joined : new Filter(joined, above);
    }

    /** Returns the marks that joins set here: tests of them are best left beside each other. */
    private static Set<Integer> marks(LogicalNode node) {
        var marks = new HashSet<Integer>();
        for (LogicalNode at = node; at instanceof Join join; at = join.left()) {
            join.mark().ifPresent(marks::add);
        }
        return marks;
    }

    /** Whether each row comes from one left row, so that a condition may be asked of that, and a right side depends on them. */
    private static boolean keepsConditions(Join join) {
        return switch (join.kind()) {
            case SINGLE, MARK, EXISTS, SEMI, ANTI, LEFT -> {
                var needed = Correlations.freeColumns(join.right());
                needed.retainAll(new HashSet<>(join.left().outputs()));
                yield !needed.isEmpty();
            }
            case INNER, RIGHT, FULL -> false;
        };
    }
}
