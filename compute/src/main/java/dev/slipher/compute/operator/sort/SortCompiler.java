package dev.slipher.compute.operator.sort;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.Sort;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.RowTarget;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.StepFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Turns a Sort into the pipelines that collect its rows, the sorting of each worker's share, and their merge. */
public final class SortCompiler {
    private SortCompiler() {}

    /** Adds the phases of a sort. */
    public static void compile(PlanCompiler compiler, Sort node, StepFactory target) {
        var shapes = compiler.shapesOf(node.input());
        var kinds = shapes.stream().map(shape -> shape.type().physicalKind()).toList();
        var end = node.limit().map(limit -> limit + node.offset()).orElse(Long.MAX_VALUE);
        var rows = new SortRows(compiler.query(), node, kinds, node.keys(), end < 0 ? Long.MAX_VALUE : end);
        compiler.compileInput(node, node.input(), rows::step);
        compiler.add(rows.settle());
        compiler.addSource(node, new SortedSource(rows, Shapes.narrow(shapes), node.offset()), target);
    }

    /** Adds the phases that write a node's input in sorted runs. */
    public static void write(PlanCompiler compiler, PlanNode.Write node, RowTarget target, AtomicLong written) {
        var kinds = compiler.shapesOf(node.input()).stream()
                .map(shape -> shape.type().physicalKind())
                .toList();
        var query = compiler.query();
        var layout = new RowLayout(kinds, 1);
        var account = query.openAccount(node);
        var parts = query.divide(account);
        var heap = query.openHeap(layout, account);
        var writers = query.openAccount(node);
        var order = new RowOrder(layout, node.order());
        compiler.compileInput(
                node,
                node.input(),
                worker -> new SortedWriteStep(
                        heap,
                        parts.of(worker),
                        order,
                        worker,
                        query.closeLater(target.open(writers, worker)),
                        written));
    }

    /** Adds the phases that push a node's input, sorted, into steps of that same node. */
    public static void sort(
            PlanCompiler compiler, PlanNode node, PlanNode input, List<SortColumn> keys, StepFactory target) {
        var shapes = compiler.shapesOf(input);
        var kinds = shapes.stream().map(shape -> shape.type().physicalKind()).toList();
        var rows = new SortRows(compiler.query(), node, kinds, keys, Long.MAX_VALUE);
        compiler.compileInput(node, input, rows::step);
        compiler.add(rows.settle());
        compiler.addSource(node, new SortedSource(rows, Shapes.narrow(shapes), 0), target);
    }
}
