package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.leader.plan.Relation;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes the plan to run from the plan as bound. */
public final class Optimizer {
    private Optimizer() {}

    /**
     * A plan, what its scans read by their ids, and the names of its nodes' columns.
     */
    public record Optimized(
            PlanNode plan, Map<Integer, Relation> bindings, IdentityHashMap<PlanNode, List<String>> names) {}

    /**
     * Rewrites a plan step by step, each by a class of its own.
     *
     * @param outputs the columns to show, in order
     * @param slices into how many parts data is spread
     */
    public static Optimized optimize(LogicalNode root, List<Integer> outputs, Columns columns, int slices) {
        LogicalNode independent = new Decorrelation(columns).rewrite(root);
        LogicalNode computable = new OrderedAggregates(columns).rewrite(independent);
        LogicalNode pushed = new Pushdown(columns).rewrite(computable);
        var estimator = new Estimator(columns);
        LogicalNode keyed = new ComparisonKeys(columns).rewrite(pushed);
        LogicalNode ordered = new JoinOrder(estimator).rewrite(keyed);
        var planner = new PhysicalPlanner(columns, estimator, slices);
        PlanNode plan = planner.plan(ordered, outputs);
        return new Optimized(plan, planner.bindings(), planner.names());
    }
}
