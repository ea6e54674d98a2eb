package dev.slipher.leader.optimize;

import dev.slipher.leader.optimize.LogicalNode.Join;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Proposes to compute once what stands in several places of a query, as a WITH query or a view does that is used twice.
 *
 * <p>Whether that is a gain depends on what each place would leave out of its own copy, so the larger subplans are proposed
 * first, one at a time, and the caller compares.
 */
public final class SharedSubplans {
    /** Proposals for one query; each costs as much as planning it anew. */
    private static final int MAX_PROPOSALS = 8;

    private final Columns columns;
    private final Set<Integer> rejected = new HashSet<>();
    private int proposals;
    private int lastKind;

    SharedSubplans(Columns columns) {
        this.columns = columns;
    }

    /**
     * Returns the plan with everything shared that is one thing to the user and may change from run to run: subplans with
     * the very same columns.
     */
    QueryPlan withChangingShared(QueryPlan plan) {
        var byColumns = new LinkedHashMap<List<Integer>, List<LogicalNode>>();
        plan.roots().forEach(root -> collectChanging(root, byColumns));
        return byColumns.values().stream()
                .map(this::largestMatch)
                .filter(nodes -> nodes.size() > 1)
                .findFirst()
                .map(nodes -> withChangingShared(shared(plan, nodes)))
                .orElse(plan);
    }

    /** The larger ones come first. */
    private static void collectChanging(LogicalNode node, Map<List<Integer>, List<LogicalNode>> byColumns) {
        if (node instanceof LogicalNode.Recursion || !ChangingRows.mayChange(node)) {
            return;
        }
        byColumns.computeIfAbsent(node.outputs(), _ -> new ArrayList<>()).add(node);
        node.inputs().forEach(input -> collectChanging(input, byColumns));
    }

    /** What subplans that may match have in common, how much there is in one, and whether it may be shared. */
    private record Traits(int kind, int nodes, boolean isShareable, boolean hasWork) {}

    /** Returns the plan with one more subplan shared, empty if there is none left to try. */
    Optional<QueryPlan> propose(QueryPlan plan) {
        if (proposals == MAX_PROPOSALS || !readsATableTwice(plan)) {
            return Optional.empty();
        }
        var traits = new IdentityHashMap<LogicalNode, Traits>();
        var byKind = new LinkedHashMap<Integer, List<LogicalNode>>();
        plan.roots().forEach(root -> collect(root, traits, byKind));
        return byKind.values().stream()
                .filter(nodes -> nodes.size() > 1)
                .sorted(Comparator.comparingInt(
                        nodes -> -traitsOf(nodes.getFirst(), traits).nodes()))
                .map(this::largestMatch)
                .filter(nodes -> nodes.size() > 1)
                .findFirst()
                .map(nodes -> {
                    proposals++;
                    lastKind = traitsOf(nodes.getFirst(), traits).kind();
                    return shared(plan, nodes);
                });
    }

    /** Has the last proposal not made again. */
    void reject() {
        rejected.add(lastKind);
    }

    private static Traits traitsOf(LogicalNode node, Map<LogicalNode, Traits> traits) {
        return Objects.requireNonNull(traits.get(node));
    }

    private static boolean readsATableTwice(QueryPlan plan) {
        var seen = new HashSet<Integer>();
        return plan.roots().anyMatch(root -> meetsAgain(root, seen));
    }

    private static boolean meetsAgain(LogicalNode node, Set<Integer> seen) {
        if (node instanceof LogicalNode.Scan scan) {
            return !seen.add(scan.table().oid());
        }
        return node.inputs().stream().anyMatch(input -> meetsAgain(input, seen));
    }

    private Traits collect(LogicalNode node, Map<LogicalNode, Traits> traits, Map<Integer, List<LogicalNode>> byKind) {
        if (node instanceof LogicalNode.Recursion) {
            // Its terms are run again and again, apart from the plan around them.
            return new Traits(0, 1, false, false);
        }
        int kind = node.getClass().getName().hashCode();
        int nodes = 1;
        boolean isShareable = !(node instanceof LogicalNode.LeaderScan)
                && !(node instanceof LogicalNode.WorkingTable)
                && Correlations.expressions(node).stream().noneMatch(Folding::isVolatile);
        boolean hasWork = isWork(node);
        for (LogicalNode input : node.inputs()) {
            Traits own = collect(input, traits, byKind);
            kind = 31 * kind + own.kind();
            nodes += own.nodes();
            isShareable &= own.isShareable();
            hasWork |= own.hasWork();
        }
        if (node instanceof LogicalNode.Scan scan) {
            kind = 31 * kind + scan.table().oid();
        }
        kind = 31 * kind + Correlations.expressions(node).size();
        var own = new Traits(kind, nodes, isShareable, hasWork);
        traits.put(node, own);
        if (isShareable && hasWork && !isProduct(node) && !rejected.contains(kind)) {
            byKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(node);
        }
        return own;
    }

    /** Whether computing the node is worth more than reading its rows again. */
    private static boolean isWork(LogicalNode node) {
        return switch (node) {
            case LogicalNode.Aggregate _, LogicalNode.Window _, LogicalNode.SetOperation _, Join _ -> true;
            default -> false;
        };
    }

    /** Whether it is a join whose conditions still stand above it. */
    private static boolean isProduct(LogicalNode node) {
        return node instanceof Join join && join.conditions().isEmpty();
    }

    /** Returns the most nodes of one kind that all give the same rows. */
    private List<LogicalNode> largestMatch(List<LogicalNode> nodes) {
        var groups = new ArrayList<List<LogicalNode>>();
        for (LogicalNode node : nodes) {
            Optional<List<LogicalNode>> group = groups.stream()
                    .filter(g -> SubplanMatch.matches(g.getFirst(), node, columns))
                    .findFirst();
            group.ifPresentOrElse(g -> g.add(node), () -> groups.add(new ArrayList<>(List.of(node))));
        }
        return groups.stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
    }

    private QueryPlan shared(QueryPlan plan, List<LogicalNode> places) {
        int id = plan.subplans().stream().mapToInt(SharedSubplan::id).max().orElse(0) + 1;
        LogicalNode first = places.getFirst();
        var scans = new IdentityHashMap<LogicalNode, LogicalNode>();
        for (LogicalNode place : places) {
            scans.put(place, new LogicalNode.SharedScan(id, first.outputs(), place.outputs()));
        }
        var subplans = new ArrayList<SharedSubplan>();
        for (SharedSubplan subplan : plan.subplans()) {
            subplans.add(new SharedSubplan(subplan.id(), replaced(subplan.plan(), scans)));
        }
        int at = 0;
        while (at < subplans.size() && !reads(first, subplans.get(at).id())) {
            at++;
        }
        subplans.add(at, new SharedSubplan(id, first));
        return new QueryPlan(replaced(plan.main(), scans), subplans);
    }

    private static LogicalNode replaced(LogicalNode node, Map<LogicalNode, LogicalNode> scans) {
        LogicalNode scan = scans.get(node);
        if (scan != null) {
            return scan;
        }
        return node.withInputs(
                node.inputs().stream().map(input -> replaced(input, scans)).toList());
    }

    private static boolean reads(LogicalNode node, int subplan) {
        return node instanceof LogicalNode.SharedScan scan
                ? scan.subplan() == subplan
                : node.inputs().stream().anyMatch(input -> reads(input, subplan));
    }
}
