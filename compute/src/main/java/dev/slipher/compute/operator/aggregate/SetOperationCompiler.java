package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.fragment.PlanNode.SetOperation;
import dev.slipher.compute.fragment.PlanNode.SetOperator;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.WideningStep;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;
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
        compiler.addSource(
                node,
                new GroupSource(grouping, List.of()),
                worker -> new RepeatStep(node, types.size(), target.create(worker)));
    }

    /** Puts each row out as often as its counts say. */
    private static final class RepeatStep implements Step {
        private final SetOperation node;
        private final int columnCount;
        private final Step next;
        private final Batch output;
        private final long[] left = new long[Batch.CAPACITY];

        private RepeatStep(SetOperation node, int columnCount, Step next) {
            this.node = node;
            this.columnCount = columnCount;
            this.next = next;
            output = new Batch(new Vector[columnCount], 0);
        }

        @Override
        public void push(Batch batch) {
            for (var i = 0; i < batch.rowCount(); i++) {
                left[i] = times(
                        Vectors.longAt(batch.column(columnCount), i), Vectors.longAt(batch.column(columnCount + 1), i));
            }
            while (true) {
                var positions = new int[batch.rowCount()];
                var count = 0;
                for (var i = 0; i < batch.rowCount(); i++) {
                    if (left[i] > 0) {
                        left[i]--;
                        positions[count++] = i;
                    }
                }
                if (count == 0) {
                    return;
                }
                for (var c = 0; c < columnCount; c++) {
                    output.setColumn(c, batch.column(c));
                }
                output.setRows(batch.rowCount());
                output.select(Arrays.copyOf(positions, count), count);
                next.push(output);
            }
        }

        private long times(long leftCount, long rightCount) {
            if (node.operator() == SetOperator.INTERSECT) {
                var common = Math.min(leftCount, rightCount);
                return node.all() ? common : Math.min(1, common);
            }
            if (node.all()) {
                return Math.max(0, leftCount - rightCount);
            }
            return leftCount > 0 && rightCount == 0 ? 1 : 0;
        }

        @Override
        public void finish() {
            next.finish();
        }
    }
}
