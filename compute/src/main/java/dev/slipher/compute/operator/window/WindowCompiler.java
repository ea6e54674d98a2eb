package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.compute.operator.sort.SortCompiler;
import java.util.ArrayList;
import java.util.List;

/** Turns a Window into a sort by partition and order, and a step that walks the sorted rows a partition at a time. */
public final class WindowCompiler {
    private WindowCompiler() {}

    /** Adds the phases of a window. */
    public static void compile(PlanCompiler compiler, Window node, StepFactory target) {
        var input = compiler.shapesOf(node.input());
        var functions = node.calls().stream()
                .map(call -> WindowFunction.of(call, input))
                .toList();
        var keys = new ArrayList<>(partitionKeys(node));
        keys.addAll(node.orderBy());
        var account = compiler.query().openAccount(node);
        SortCompiler.sort(
                compiler,
                node,
                node.input(),
                keys,
                worker -> new WindowStep(
                        compiler.query(), account, node, input, functions, worker, target.create(worker)));
    }

    /** Returns an order that brings the rows of a partition together. */
    static List<SortColumn> partitionKeys(Window node) {
        return node.partitionBy().stream()
                .map(column -> new SortColumn(column, false, false))
                .toList();
    }
}
