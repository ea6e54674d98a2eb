package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.operator.Step;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.List;

/**
 * Repeats each batch for each grouping set, followed by the keys of the set, null for those that are not in it, and the
 * number of the set.
 */
final class GroupingSetsStep implements Step {
    private final Aggregate node;
    private final int inputColumns;
    private final ConstantVector[] missing;
    private final Step next;
    private final Batch repeated;

    GroupingSetsStep(Aggregate node, List<ColumnShape> input, Step next) {
        this.node = node;
        this.next = next;
        inputColumns = input.size();
        missing = new ConstantVector[node.groupBy().size()];
        for (var k = 0; k < missing.length; k++) {
            missing[k] =
                    new ConstantVector(input.get(node.groupBy().get(k)).type().physicalKind(), Datum.Null.NULL);
        }
        repeated = new Batch(new Vector[inputColumns + missing.length + 1], 0);
    }

    @Override
    public void push(Batch batch) {
        for (var c = 0; c < inputColumns; c++) {
            repeated.setColumn(c, batch.column(c));
        }
        for (var set = 0; set < node.groupingSets().size(); set++) {
            var members = node.groupingSets().get(set);
            for (var k = 0; k < missing.length; k++) {
                repeated.setColumn(
                        inputColumns + k,
                        members.contains(k) ? batch.column(node.groupBy().get(k)) : missing[k]);
            }
            repeated.setColumn(
                    inputColumns + missing.length, new ConstantVector(PhysicalKind.INT32, new Datum.Integral(set)));
            repeated.setRows(batch.rowCount());
            var selection = batch.selection();
            if (selection != null) {
                repeated.select(selection, batch.selectedCount());
            }
            next.push(repeated);
        }
    }

    @Override
    public void finish() {
        next.finish();
    }
}
