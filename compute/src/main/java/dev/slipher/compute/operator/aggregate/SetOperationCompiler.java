package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.fragment.PlanNode.SetOperation;
import dev.slipher.compute.fragment.PlanNode.SetOperator;
import dev.slipher.compute.operator.ExpandStep;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.WideningStep;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns INTERSECT and EXCEPT into a grouping by all columns that counts each row's occurrences on either side, from which
 * follows how often it is put out.
 */
public final class SetOperationCompiler {
    private SetOperationCompiler() {}

    /** Adds the phases of a set operation. */
    public static void compile(PlanCompiler compiler, SetOperation node, StepFactory target) {
        var types = node.types();
        var kinds = types.stream().map(type -> type.physicalKind()).toList();
        var grouping = new Grouping(
                compiler.query(), node, new GroupRows(kinds, List.of(new CountAccumulator(), new CountAccumulator())));
        var keys = IntStream.range(0, types.size()).toArray();
        var wanted = Shapes.general(types);
        var none = new int[] {GroupInput.NO_ARGUMENT, GroupInput.NO_ARGUMENT};
        var left = new GroupInput(keys, new int[] {GroupInput.NO_ARGUMENT, GroupInput.NOT_SERVED}, none, wanted);
        var right = new GroupInput(keys, new int[] {GroupInput.NOT_SERVED, GroupInput.NO_ARGUMENT}, none, wanted);
        compiler.compileInput(
                node,
                node.left(),
                WideningStep.before(worker -> grouping.step(worker, left), compiler.shapesOf(node.left()), wanted));
        compiler.compileInput(
                node,
                node.right(),
                WideningStep.before(worker -> grouping.step(worker, right), compiler.shapesOf(node.right()), wanted));
        compiler.add(grouping.settle());
        ExpandStep.Counts counts = (groups, times) -> {
            var leftCounts = groups.column(types.size());
            var rightCounts = groups.column(types.size() + 1);
            for (var i = 0; i < groups.rowCount(); i++) {
                times[i] = times(node, Vectors.longAt(leftCounts, i), Vectors.longAt(rightCounts, i));
            }
        };
        compiler.addSource(
                node,
                new GroupSource(grouping, List.of()),
                worker -> new ExpandStep(counts, types.size(), false, worker, target.create(worker)));
    }

    /** Returns how often a row is put out that came so often on either side. */
    private static long times(SetOperation node, long left, long right) {
        if (node.operator() == SetOperator.INTERSECT) {
            var common = Math.min(left, right);
            return node.all() ? common : Math.min(1, common);
        }
        if (node.all()) {
            return Math.max(0, left - right);
        }
        return left > 0 && right == 0 ? 1 : 0;
    }
}
