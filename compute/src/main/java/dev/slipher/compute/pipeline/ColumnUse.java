package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.ExpressionColumns;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.operator.Shapes;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.stream.IntStream;

/**
 * Which output columns of each join are read by what comes after it. Nodes that keep rows count as readers of all their
 * input's columns.
 */
final class ColumnUse {
    private final IdentityHashMap<PlanNode.Join, BitSet> joins = new IdentityHashMap<>();
    private final Shapes shapes;

    private ColumnUse(Shapes shapes) {
        this.shapes = shapes;
    }

    /** Finds the columns in use in a plan, all of whose output columns are. */
    static ColumnUse of(PlanNode root, Shapes shapes) {
        var use = new ColumnUse(shapes);
        use.visit(root, use.all(root));
        return use;
    }

    /** Returns the columns of a join that something reads; the rest may hold anything. */
    BitSet of(PlanNode.Join join) {
        var used = joins.get(join);
        return used == null ? all(join) : (BitSet) used.clone();
    }

    private BitSet all(PlanNode node) {
        var set = new BitSet();
        set.set(0, shapes.of(node).size());
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

    private BitSet readOfProbe(PlanNode.Join join, BitSet used) {
        var probeColumns = shapes.of(join.probe()).size();
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
