package dev.slipher.storage.log;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.RowSet;
import java.util.List;

/**
 * Rows of a table that are in no segment yet, decoded.
 *
 * @param firstRow the inline number of the first row; {@link dev.slipher.storage.catalog.DeleteDelta#ofInlineRows} names
 *     rows by their ordinals from it
 * @param columnIds what the batches' columns are, by permanent id
 * @param batches without selections, never changed, each but the last of full capacity
 * @param deleted which rows to leave out, by their ordinals over all batches
 */
public record InlineBatches(long firstRow, List<Integer> columnIds, List<Batch> batches, RowSet deleted) {
    public InlineBatches {
        columnIds = List.copyOf(columnIds);
        batches = List.copyOf(batches);
    }

    /** Returns the rows of all batches, deleted ones included. */
    public long rowCount() {
        return batches.stream().mapToLong(Batch::rowCount).sum();
    }
}
