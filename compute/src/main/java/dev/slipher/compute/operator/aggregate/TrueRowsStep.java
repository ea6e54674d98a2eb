package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.Batch;

/** Passes on the rows of which a BOOLEAN column is true: the FILTER of an aggregate. */
final class TrueRowsStep implements Step {
    private final int column;
    private final Step next;
    private final int[] kept = new int[Batch.CAPACITY];

    TrueRowsStep(int column, Step next) {
        this.column = column;
        this.next = next;
    }

    @Override
    public void push(Batch batch) {
        var filter = batch.column(column);
        var selection = batch.selection();
        var count = 0;
        for (var i = 0; i < batch.selectedCount(); i++) {
            var row = selection == null ? i : selection[i];
            if (!filter.isNull(row) && Vectors.longAt(filter, row) != 0) {
                kept[count++] = row;
            }
        }
        if (count > 0) {
            batch.select(kept, count);
            next.push(batch);
        }
    }

    @Override
    public void finish() {
        next.finish();
    }
}
