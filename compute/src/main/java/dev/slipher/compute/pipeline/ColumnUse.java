package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.ExpressionColumns;
import dev.slipher.compute.fragment.PlanNode;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.stream.IntStream;

/**
 * Which output columns of each join are read by what comes after it. Nodes that keep rows count as readers of all their
 * input's columns.
 */
final class ColumnUse {
    private final IdentityHashMap<PlanNode.Join, BitSet> joins = new IdentityHashMap<>();

    /** Finds the columns in use in a plan, all of whose output columns are. */
    static ColumnUse of(PlanNode root) {
        var use = new ColumnUse();
        use.visit(root, all(root));
        return use;
    }

    /** Returns the columns of a join that something reads; the rest may hold anything. */
    BitSet of(PlanNode.Join join) {
        return (BitSet) joins.getOrDefault(join, all(join)).clone();
    }

    private static BitSet all(PlanNode node) {
        var set = new BitSet();
        set.set(0, node.types().size());
        return set;
    }

    private void visit(PlanNode node, BitSet used) {
        switch (node) {
            case PlanNode.Filter(var input, var condition, var _) -> {
                var more = (BitSet) used.clone();
                ExpressionColumns.of(condition).forEach(more::set);
                visit(input, more);
            }
            case PlanNode.Project(var input, var expressions) -> {
                // Expressions that nobody reads are computed all the same.
                var read = new BitSet();
                expressions.forEach(
                        expression -> ExpressionColumns.of(expression).forEach(read::set));
                visit(input, read);
            }
            case PlanNode.Limit(var input, var _, var _, var _) -> visit(input, used);
            case PlanNode.Aggregate aggregate -> visit(aggregate.input(), readBy(aggregate));
            case PlanNode.Join join -> {
                // A node may stand in several places of a plan.
                joins.merge(join, (BitSet) used.clone(), (a, b) -> {
                    a.or(b);
                    return a;
                });
                visit(join.probe(), readOfProbe(join, used));
                visit(join.build(), all(join.build()));
            }
            default -> node.inputs().forEach(input -> visit(input, all(input)));
        }
    }

    private static BitSet readBy(PlanNode.Aggregate aggregate) {
        var read = new BitSet();
        aggregate.groupBy().forEach(read::set);
        for (var call : aggregate.calls()) {
            call.arguments().forEach(read::set);
            call.filter().ifPresent(read::set);
            call.orderBy().forEach(key -> read.set(key.columnIndex()));
        }
        return read;
    }

    private static BitSet readOfProbe(PlanNode.Join join, BitSet used) {
        var probeColumns = join.probe().types().size();
        var read = new BitSet();
        switch (join.kind()) {
            case RIGHT_SEMI, RIGHT_ANTI -> {}
            case INNER, LEFT, RIGHT, FULL, SEMI, ANTI, MARK -> read.or(used);
        }
        join.probeKeys().forEach(read::set);
        join.residual().ifPresent(condition -> ExpressionColumns.of(condition).forEach(read::set));
        IntStream.range(probeColumns, Math.max(probeColumns, read.length())).forEach(read::clear);
        return read;
    }
}
