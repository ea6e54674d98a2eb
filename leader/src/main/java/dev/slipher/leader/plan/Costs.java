package dev.slipher.leader.plan;

import dev.slipher.compute.fragment.PlanNode;
import java.util.IdentityHashMap;
import java.util.Locale;

/** The costs that EXPLAIN prints: of the first row and of all rows, in units of a hundred scanned rows. */
final class Costs {
    private static final double ROW = 0.01;
    private static final double BUILD = 0.02;
    private static final double OUTPUT = 0.005;
    private static final double COMPARE = 0.002;

    /** Cost of a row sent over the network, for each byte of it. */
    private static final double SENT_BYTE = 0.0002;

    private record Cost(double first, double all) {}

    private final IdentityHashMap<PlanNode, Cost> known = new IdentityHashMap<>();

    String of(PlanNode node) {
        Cost cost = cost(node);
        return String.format(
                Locale.ROOT,
                "  (cost=%.2f..%.2f rows=%d width=%d)",
                cost.first(),
                cost.all(),
                Math.round(node.estimate().rows()),
                Math.round(node.estimate().rowBytes()));
    }

    private Cost cost(PlanNode node) {
        Cost cost = known.get(node);
        if (cost == null) {
            cost = compute(node);
            known.put(node, cost);
        }
        return cost;
    }

    private Cost compute(PlanNode node) {
        double rows = node.estimate().rows();
        return switch (node) {
            case PlanNode.Project project -> cost(project.input());
            case PlanNode.Filter filter ->
                plus(cost(filter.input()), 0, filter.input().estimate().rows() * COMPARE);
            case PlanNode.Join join -> join(join);
            case PlanNode.Aggregate aggregate -> {
                Cost input = cost(aggregate.input());
                double all = input.all() + aggregate.input().estimate().rows() * ROW;
                yield new Cost(all, all + rows * OUTPUT);
            }
            case PlanNode.Sort sort -> {
                double count = Math.max(2, sort.input().estimate().rows());
                double kept = sort.limit().isPresent() ? Math.max(2, rows) : count;
                double all = cost(sort.input()).all() + count * COMPARE * Math.log(kept) / Math.log(2);
                yield new Cost(all, all + rows * OUTPUT);
            }
            case PlanNode.Window window -> {
                double count = Math.max(2, rows);
                double all = cost(window.input()).all() + count * COMPARE * Math.log(count) / Math.log(2);
                yield new Cost(all, all + rows * ROW);
            }
            default -> {
                double inputs = 0;
                for (PlanNode input : node.inputs()) {
                    inputs += cost(input).all();
                }
                yield new Cost(0, inputs + (node.inputs().isEmpty() ? rows * ROW : 0));
            }
        };
    }

    private static Cost plus(Cost cost, double first, double all) {
        return new Cost(cost.first() + first, cost.all() + all);
    }

    private Cost join(PlanNode.Join join) {
        Cost probe = cost(join.probe());
        Cost build = cost(join.build());
        double probeRows = join.probe().estimate().rows();
        double buildRows = join.build().estimate().rows();
        double moved = switch (join.distribution()) {
            case DS_DIST_NONE, DS_DIST_ALL_NONE -> 0;
            case DS_DIST_INNER, DS_BCAST_INNER, DS_DIST_ALL_INNER ->
                buildRows * join.build().estimate().rowBytes();
            case DS_DIST_OUTER -> probeRows * join.probe().estimate().rowBytes();
            case DS_DIST_BOTH ->
                buildRows * join.build().estimate().rowBytes()
                        + probeRows * join.probe().estimate().rowBytes();
        };
        double first = build.all() + buildRows * BUILD;
        double lookups = join.probeKeys().isEmpty() ? probeRows * buildRows * COMPARE : probeRows * ROW;
        return new Cost(
                first + probe.first(),
                first + probe.all() + lookups + join.estimate().rows() * OUTPUT + moved * SENT_BYTE);
    }
}
