package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.List;

/** The last touch to groups of grouping sets: the set's number goes, and {@code grouping} calls are computed from it. */
final class GroupOutput {
    private final Aggregate node;
    private final boolean repeats;

    GroupOutput(Aggregate node, boolean repeats) {
        this.node = node;
        this.repeats = repeats;
    }

    boolean hasGroupingCalls() {
        return node.calls().stream().anyMatch(call -> call.function().equals("grouping"));
    }

    /** Returns the numbers of the sets that have a group even if there are no rows. */
    List<Integer> emptyGroups() {
        var found = new ArrayList<Integer>();
        for (var set = 0; set < node.groupingSets().size(); set++) {
            if (node.groupingSets().get(set).isEmpty()) {
                found.add(set);
            }
        }
        return found;
    }

    Step step(Step next) {
        return new OutputStep(next);
    }

    private final class OutputStep implements Step {
        private final Step next;
        private final int keyCount = node.groupBy().size();
        private final Batch output =
                new Batch(new Vector[keyCount + node.calls().size()], 0);

        private OutputStep(Step next) {
            this.next = next;
        }

        @Override
        public void push(Batch batch) {
            var count = batch.rowCount();
            for (var k = 0; k < keyCount; k++) {
                output.setColumn(k, batch.column(k));
            }
            var firstCall = keyCount + (repeats ? 1 : 0);
            for (var c = 0; c < node.calls().size(); c++) {
                var call = node.calls().get(c);
                output.setColumn(
                        keyCount + c,
                        call.function().equals("grouping")
                                ? groupings(call, batch, count)
                                : batch.column(firstCall + c));
            }
            output.setRows(count);
            next.push(output);
        }

        private Vector groupings(AggregateCall call, Batch batch, int count) {
            var result = Vectors.allocate(call.type().physicalKind(), count);
            for (var i = 0; i < count; i++) {
                var set = repeats ? (int) Vectors.longAt(batch.column(keyCount), i) : 0;
                var bits = bits(call, node.groupingSets().get(set));
                if (call.type().physicalKind() == PhysicalKind.INT32) {
                    ((IntVector) result).values()[i] = bits;
                } else {
                    ((LongVector) result).values()[i] = bits;
                }
            }
            return result;
        }

        /** Returns a bit an argument, the first the highest, set if the set does not group by it. */
        private int bits(AggregateCall call, List<Integer> set) {
            var bits = 0;
            for (var argument : call.arguments()) {
                bits = bits << 1 | (set.contains(node.groupBy().indexOf(argument)) ? 0 : 1);
            }
            return bits;
        }

        @Override
        public void finish() {
            next.finish();
        }
    }
}
