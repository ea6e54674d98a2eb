package dev.slipher.compute.operator.write;

import dev.slipher.compute.fragment.Writing.Taking;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The rows of one table that a statement takes away, by unit: it takes them from batches that have the rows' addresses in
 * column 0. For several threads.
 */
public final class TakenRows {
    private final Map<Integer, RoaringBitmap> rows = new HashMap<>();
    private long count;

    /** Returns how many rows were taken. */
    public synchronized long count() {
        return count;
    }

    /** Returns the rows taken, by the place of their unit in the scan; no more are taken. */
    public synchronized Map<Integer, RowSet> byUnit() {
        var result = new HashMap<Integer, RowSet>();
        rows.forEach((unit, taken) -> result.put(unit, RowSet.of(taken)));
        return result;
    }

    /**
     * Returns what takes rows that batches name, for one thread, and leaves of the batches the rows to write, without their
     * addresses. It throws 21000 if a row comes twice that may not.
     */
    public UnaryOperator<Batch> selection(Taking taking) {
        return switch (taking) {
            case NONE -> UnaryOperator.identity();
            case FIRST -> selecting((addresses, position) -> take(Vectors.longAt(addresses, position)));
            case ONCE ->
                selecting((addresses, position) -> {
                    takeOnce(Vectors.longAt(addresses, position));
                    return true;
                });
            case MATCHED -> matched(true);
            case MATCHED_ONLY -> matched(false);
        };
    }

    private UnaryOperator<Batch> matched(boolean keep) {
        return selecting((addresses, position) -> {
            if (addresses.isNull(position)) {
                return true;
            }
            takeOnce(Vectors.longAt(addresses, position));
            return keep;
        });
    }

    private interface RowTest {
        boolean keeps(Vector addresses, int position);
    }

    private UnaryOperator<Batch> selecting(RowTest test) {
        var selection = new int[Batch.CAPACITY + Batch.SLACK];
        return batch -> {
            select(batch, test, selection);
            return batch.withoutFirst(1);
        };
    }

    private synchronized void select(Batch batch, RowTest test, int[] selection) {
        var addresses = batch.column(0);
        int kept = 0;
        for (int i = 0; i < batch.selectedCount(); i++) {
            int position = batch.position(i);
            if (test.keeps(addresses, position)) {
                selection[kept++] = position;
            }
        }
        batch.select(selection, kept);
    }

    private void takeOnce(long address) {
        if (!take(address)) {
            throw new SlipherException(
                    SqlState.CARDINALITY_VIOLATION, "Found multiple matches to update the same tuple.");
        }
    }

    private boolean take(long address) {
        var isNew = rows.computeIfAbsent((int) (address >>> 32), _ -> new RoaringBitmap())
                .checkedAdd((int) address);
        if (isNew) {
            count++;
        }
        return isNew;
    }
}
