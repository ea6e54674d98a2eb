package dev.slipher.leader.session;

import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.plan.PlannedChange;
import dev.slipher.leader.plan.Relation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The rows of one table that a statement takes away, by unit: it takes them from batches that have the rows' addresses in
 * column 0. For several threads.
 */
final class TakenRows {
    private final SessionContext context;
    private final Table table;
    private final BoundInputs inputs;
    private final List<DeleteDelta.Unit> names;
    private final Map<Integer, RoaringBitmap> rows = new HashMap<>();
    private long count;

    private TakenRows(SessionContext context, Table table, BoundInputs inputs, List<DeleteDelta.Unit> names) {
        this.context = context;
        this.table = table;
        this.inputs = inputs;
        this.names = names;
    }

    /** Returns what takes rows of {@code table} that the source of {@code change} names; none is taken yet. */
    static TakenRows of(SessionContext context, PlannedChange change, Table table) {
        var bound = context.inputs().bind(table);
        var inputs = context.inputs().bind(change.source());
        var scans = new HashMap<>(inputs.scans());
        change.source().bindings().forEach((id, relation) -> {
            if (relation instanceof Relation.StoredTable stored && stored.oid() == table.oid()) {
                scans.put(id, bound.scan());
            }
        });
        return new TakenRows(context, table, new BoundInputs(scans, inputs.relations()), bound.names());
    }

    /** Returns what the ids of the change's source stand for. */
    BoundInputs inputs() {
        return inputs;
    }

    /** Returns how many rows were taken. */
    synchronized long count() {
        return count;
    }

    /** Returns what takes those rows of a batch that were not seen before, and leaves them without their addresses. */
    UnaryOperator<Batch> newRows() {
        return selecting((addresses, position) -> take(Vectors.longAt(addresses, position)));
    }

    /** Returns what takes the rows of a batch, and leaves them without their addresses. It throws 21000 if one comes twice. */
    UnaryOperator<Batch> uniqueRows() {
        return selecting((addresses, position) -> {
            takeOnce(Vectors.longAt(addresses, position));
            return true;
        });
    }

    /**
     * Returns what takes the rows of a batch that have an address, which is null for a row to insert, and leaves the rows
     * to write without their addresses. It throws 21000 if a row comes twice.
     *
     * @param keep whether rows that were taken are to be written
     */
    UnaryOperator<Batch> matches(boolean keep) {
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

    /** Stages the deletes of all rows taken; no more are. */
    synchronized void stageDeletes() {
        var deletes = new ArrayList<DeleteDelta>();
        rows.forEach((unit, taken) ->
                deletes.add(new DeleteDelta(names.get(unit), new DeleteDelta.Rows.Held(RowSet.of(taken)))));
        if (!deletes.isEmpty()) {
            context.stage(table.oid(), new Action.AddDeletes(table.oid(), deletes));
        }
    }
}
