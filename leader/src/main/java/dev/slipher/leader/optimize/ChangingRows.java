package dev.slipher.leader.optimize;

import dev.slipher.compute.expression.function.AggregateTrait;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.leader.optimize.LogicalNode.WindowOutput;
import dev.slipher.storage.type.SqlType;
import java.util.Set;

/**
 * Finds plans whose rows may be others when they are run again: by functions like {@code random()}, by LIMIT, by what the
 * system relations show of this moment, and by all that depends on the order in which rows come, as the last digits of a sum
 * of doubles do.
 */
public final class ChangingRows {
    /** Window functions that give the same to rows that are equal in the window's order. */
    private static final Set<String> PEER_FUNCTIONS = Set.of("rank", "dense_rank", "percent_rank", "cume_dist");

    private static final Set<String> ROW_FUNCTIONS =
            Set.of("row_number", "ntile", "lag", "lead", "first_value", "last_value", "nth_value");

    private ChangingRows() {}

    /** Returns whether the rows of a subplan may be others when it is run again. */
    public static boolean mayChange(LogicalNode node) {
        return changes(node) || node.inputs().stream().anyMatch(ChangingRows::mayChange);
    }

    private static boolean changes(LogicalNode node) {
        boolean depends = switch (node) {
            case LogicalNode.Sort sort -> sort.isLimited();
            case LogicalNode.LeaderScan _ -> true;
            case LogicalNode.Aggregate aggregate ->
                aggregate.calls().stream().anyMatch(output -> dependsOnOrder(output.call()));
            case LogicalNode.Window window -> window.calls().stream().anyMatch(ChangingRows::dependsOnOrder);
            default -> false;
        };
        return depends || Correlations.expressions(node).stream().anyMatch(Folding::isVolatile);
    }

    private static boolean dependsOnOrder(AggregateCall call) {
        return AggregateTrait.BY_ARRIVAL.holdsFor(call.function())
                || isFloating(call.type()) && !AggregateTrait.EXACT.holdsFor(call.function());
    }

    private static boolean dependsOnOrder(WindowOutput output) {
        if (PEER_FUNCTIONS.contains(output.call().function())) {
            return false;
        }
        return ROW_FUNCTIONS.contains(output.call().function())
                || dependsOnOrder(output.call())
                || output.frame().unit() == Frame.Unit.ROWS
                        && !(output.frame().start() == Frame.Bound.Fixed.UNBOUNDED_PRECEDING
                                && output.frame().end() == Frame.Bound.Fixed.UNBOUNDED_FOLLOWING);
    }

    private static boolean isFloating(SqlType type) {
        return type == SqlType.Simple.REAL || type == SqlType.Simple.DOUBLE;
    }
}
