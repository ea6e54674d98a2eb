package dev.slipher.leader.optimize;

import dev.slipher.leader.optimize.LogicalNode.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A query's plan and the parts of it that are computed once.
 *
 * @param subplans each before those that it reads itself
 */
public record QueryPlan(LogicalNode main, List<SharedSubplan> subplans) {
    public QueryPlan {
        subplans = List.copyOf(subplans);
    }

    /** Returns the plans of the main part and of all others. */
    Stream<LogicalNode> roots() {
        return Stream.concat(Stream.of(main), subplans.stream().map(SharedSubplan::plan));
    }

    /** Returns the plan with each root rewritten for itself. */
    QueryPlan map(UnaryOperator<LogicalNode> rewriting) {
        return new QueryPlan(
                rewriting.apply(main),
                subplans.stream()
                        .map(subplan -> new SharedSubplan(subplan.id(), rewriting.apply(subplan.plan())))
                        .toList());
    }

    /** Returns the plan with each subplan that is read in one place alone put there. */
    QueryPlan withSingleReadsInPlace(Columns columns) {
        QueryPlan plan = this;
        for (SharedSubplan subplan : subplans) {
            long readers =
                    plan.roots().mapToLong(root -> readers(root, subplan.id())).sum();
            if (readers <= 1) {
                LogicalNode rows = plan.planOf(subplan.id());
                var others = new ArrayList<>(plan.subplans);
                others.removeIf(other -> other.id() == subplan.id());
                plan = new QueryPlan(plan.main, others).map(root -> inPlace(root, subplan.id(), rows, columns));
            }
        }
        return plan;
    }

    private LogicalNode planOf(int id) {
        return subplans.stream()
                .filter(subplan -> subplan.id() == id)
                .findFirst()
                .orElseThrow()
                .plan();
    }

    private static long readers(LogicalNode node, int subplan) {
        return node instanceof LogicalNode.SharedScan scan
                ? scan.subplan() == subplan ? 1 : 0
                : node.inputs().stream()
                        .mapToLong(input -> readers(input, subplan))
                        .sum();
    }

    private static LogicalNode inPlace(LogicalNode node, int subplan, LogicalNode rows, Columns columns) {
        if (node instanceof LogicalNode.SharedScan scan && scan.subplan() == subplan) {
            var assignments = new ArrayList<Assignment>();
            for (int i = 0; i < scan.outputs().size(); i++) {
                assignments.add(new Assignment(
                        scan.outputs().get(i),
                        ExpressionTree.reference(columns, scan.columns().get(i))));
            }
            return new LogicalNode.Project(rows, assignments);
        }
        return node.withInputs(node.inputs().stream()
                .map(input -> inPlace(input, subplan, rows, columns))
                .toList());
    }
}
