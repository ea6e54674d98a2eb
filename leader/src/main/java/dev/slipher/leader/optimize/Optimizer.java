package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.plan.Relation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the plan to run from the plan as bound. */
public final class Optimizer {
    private final Columns columns;
    private final PlanningContext context;

    public Optimizer(Columns columns, PlanningContext context) {
        this.columns = columns;
        this.context = context;
    }

    /**
     * A plan, what its scans read by their ids, and the names of its nodes' columns.
     */
    public record Optimized(
            PlanNode plan, Map<Integer, Relation> bindings, IdentityHashMap<PlanNode, List<String>> names) {}

    /** A plan before it was rewritten and after, with the estimates that were made for it. */
    private record Rewritten(QueryPlan source, QueryPlan plan, Estimator estimator) {
        double work() {
            return PlanWork.of(plan, estimator);
        }
    }

    /**
     * Rewrites a plan step by step, each by a class of its own.
     *
     * @param outputs the columns to show, in order
     */
    public Optimized optimize(QueryPlan bound, List<Integer> outputs) {
        QueryPlan independent = bound.withSingleReadsInPlace(columns)
                .map(root -> new Decorrelation(columns, context.checkpoint()).rewrite(EarlyConditions.rewrite(root)));
        QueryPlan computable = SemiJoins.rewrite(independent, columns)
                .map(root -> NestedDistinct.rewrite(new OrderedAggregates(columns).rewrite(root)));
        Rewritten best = cheapest(computable);
        var planner = new PhysicalPlanner(columns, best.estimator(), context);
        PlanNode plan = planner.plan(best.plan(), outputs);
        return new Optimized(plan, planner.bindings(), planner.names());
    }

    /** Rewrites the plan, and as long as that costs less, with a subplan computed once that stands in several places. */
    private Rewritten cheapest(QueryPlan bound) {
        var subplans = new SharedSubplans(columns);
        QueryPlan plan = subplans.withChangingShared(bound);
        Rewritten best = rewrite(plan);
        Optional<QueryPlan> next = subplans.propose(plan);
        double least = next.isPresent() ? best.work() : 0;
        while (next.isPresent()) {
            Rewritten shared = rewrite(next.get());
            double work = shared.work();
            if (work < least) {
                best = shared;
                least = work;
            } else {
                subplans.reject();
            }
            next = subplans.propose(best.source());
        }
        return best;
    }

    private Rewritten rewrite(QueryPlan source) {
        context.checkpoint().run();
        var pushdown = new Pushdown(columns, context.checkpoint());
        LogicalNode main = pushdown.rewrite(source.main());
        var pushed = new ArrayList<SharedSubplan>();
        for (SharedSubplan subplan : source.subplans()) {
            pushed.add(new SharedSubplan(subplan.id(), pushdown.rewrite(subplan)));
        }
        var estimator = new Estimator(columns);
        var ordered = new ArrayList<SharedSubplan>();
        for (SharedSubplan subplan : pushed.reversed()) {
            LogicalNode plan = order(subplan.plan(), estimator);
            estimator.share(subplan.id(), plan);
            ordered.addFirst(new SharedSubplan(subplan.id(), plan));
        }
        return new Rewritten(source, new QueryPlan(order(main, estimator), ordered), estimator);
    }

    private LogicalNode order(LogicalNode node, Estimator estimator) {
        return new JoinOrder(estimator, context.checkpoint()).rewrite(new ComparisonKeys(columns).rewrite(node));
    }
}
