package dev.slipher.leader.session;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;

/** Single values out of batches, for the few places that look at one row. */
final class VectorValues {
    private VectorValues() {}

    /** Returns the position of the selected row number {@code row}. */
    static int position(Batch batch, int row) {
        var selection = batch.selection();
        return selection == null ? row : selection[row];
    }

    /** Returns the selected rows' values, which all fit, as ints. */
    static IntVector narrow(LongVector longs, Batch batch) {
        var ints = IntVector.allocate(longs.values().length);
        for (int i = 0; i < batch.selectedCount(); i++) {
            int position = position(batch, i);
            ints.values()[position] = Math.toIntExact(longs.values()[position]);
        }
        return ints;
    }
}
