package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.pipeline.QueryStatistics;
import dev.slipher.leader.history.PlanTrace;
import java.util.ArrayList;
import java.util.List;

/** What the engine measured, as the steps that system tables show. */
final class PlanSteps {
    private static final long NANOS_PER_MICRO = 1_000;

    private PlanSteps() {}

    static List<PlanTrace.Step> of(QueryStatistics statistics) {
        var steps = new ArrayList<PlanTrace.Step>();
        for (var node : statistics.nodes()) {
            steps.add(new PlanTrace.Step(
                    steps.size(),
                    label(node.node()),
                    node.rows(),
                    node.bytes(),
                    node.busyNanos() / NANOS_PER_MICRO,
                    node.memoryBytes(),
                    node.spilledBytes()));
        }
        return steps;
    }

    static String label(PlanNode node) {
        return switch (node) {
            case PlanNode.Scan scan -> "scan   name=" + scan.table();
            case PlanNode.Values _ -> "scan   name=values";
            case PlanNode.LeaderRelation relation -> "scan   name=" + relation.name();
            case PlanNode.ExternalScan external -> "load   name=" + external.name();
            case PlanNode.Write _ -> "insert";
            case PlanNode.GenerateSeries _ -> "scan   name=generate_series";
            case PlanNode.Expand _ -> "expand";
            case PlanNode.Filter _ -> "filter";
            case PlanNode.Project _ -> "project";
            case PlanNode.Join join -> join.probeKeys().isEmpty() ? "nloop" : "hjoin";
            case PlanNode.Aggregate _ -> "aggr";
            case PlanNode.Sort _ -> "sort";
            case PlanNode.Limit _ -> "limit";
            case PlanNode.Window _ -> "window";
            case PlanNode.Append _ -> "append";
            case PlanNode.SetOperation _ -> "unique";
            case PlanNode.Recursion _ -> "recursion";
            case PlanNode.WorkingTable table -> "scan   name=" + table.name();
            case PlanNode.Shared shared -> "save   name=subplan " + shared.id();
            case PlanNode.SharedScan scan -> "scan   name=subplan " + scan.id();
        };
    }
}
