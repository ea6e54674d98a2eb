package dev.slipher.leader.transaction;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.write.SegmentSeries;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.log.ContentsReader;
import dev.slipher.storage.log.InlineBatches;
import dev.slipher.storage.log.Staging;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes rows out as segments that a transaction has added inline, once they are too many for memory and a log entry. */
final class RowsInSegments {
    private final ObjectStore store;
    private final ContentsReader contents;
    private final MemoryAccount memory;

    RowsInSegments(ObjectStore store, ContentsReader contents, MemoryAccount memory) {
        this.store = store;
        this.contents = contents;
        this.memory = memory;
    }

    private record DrawnColumn(int tableOid, int columnId) {}

    /**
     * Writes the staged rows of all tables out, and returns actions of the same effect that name them. Rows that were
     * deleted again are left out, and so are their deletes.
     *
     * @param base what {@code staged} was staged on
     * @param overlay what it makes of {@code base}
     */
    List<Action> replaceIn(List<Action> staged, Catalog base, Catalog overlay, Staging staging) {
        var added = new ArrayList<Action>();
        for (int oid : tablesOf(staged)) {
            overlay.findTable(oid).ifPresent(table -> {
                var written = write(table, staging);
                if (!written.records().isEmpty()) {
                    added.add(new Action.AddSegments(oid, written.records(), written.statistics()));
                }
            });
        }
        var result = withoutRows(staged, base);
        result.addAll(added);
        return result;
    }

    /** Writes the rows of a temporary table out, and returns what puts the segments in their place. */
    Action replaceAll(Table temporary, Staging staging) {
        var written = write(temporary, staging);
        long end = temporary.contents().inlineRows().endRow();
        int oid = temporary.oid();
        return new Action.MoveRows(oid, List.of(), end, written.records(), written.statistics());
    }

    private static Iterable<Integer> tablesOf(List<Action> staged) {
        var oids = new TreeSet<Integer>();
        for (var action : staged) {
            if (action instanceof Action.AddRows rows) {
                oids.add(rows.tableOid());
            }
        }
        return oids;
    }

    /**
     * Returns the actions without rows and without deletes of these. Of deletes there is one action a table, and of values
     * drawn one a column: each in place of the last.
     */
    private static List<Action> withoutRows(List<Action> staged, Catalog base) {
        var deletes = new HashMap<Integer, Deletes>();
        var drawn = new HashSet<DrawnColumn>();
        var reversed = new ArrayList<Action>();
        for (var action : staged.reversed()) {
            switch (action) {
                case Action.AddRows _ -> {}
                case Action.AddDeletes(var oid, var deltas) -> {
                    var known = deletes.get(oid);
                    if (known == null) {
                        known = new Deletes(firstOwnRow(base, oid), reversed.size());
                        deletes.put(oid, known);
                        reversed.add(action);
                    }
                    deltas.forEach(known::add);
                }
                case Action.DrawIdentities(var oid, var columnId, var _) -> {
                    if (drawn.add(new DrawnColumn(oid, columnId))) {
                        reversed.add(action);
                    }
                }
                case Action.Create _,
                        Action.Alter _,
                        Action.Drop _,
                        Action.AddSegments _,
                        Action.MoveRows _,
                        Action.Truncate _,
                        Action.SetStatistics _,
                        Action.SetSettings _,
                        Action.SetComment _,
                        Action.SetPrivileges _ -> reversed.add(action);
            }
        }
        deletes.forEach((oid, found) -> reversed.set(found.index, new Action.AddDeletes(oid, found.toDeltas())));
        reversed.removeIf(action -> action instanceof Action.AddDeletes(var _, var deltas) && deltas.isEmpty());
        return new ArrayList<>(reversed.reversed());
    }

    /** What a transaction deleted in one table, but for rows that it had added itself. */
    private static final class Deletes {
        private final long firstOwnRow;
        private final int index;
        private final Map<DeleteDelta.Unit, RowSet> rows = new LinkedHashMap<>();

        /** @param index of the action among those that remain */
        private Deletes(long firstOwnRow, int index) {
            this.firstOwnRow = firstOwnRow;
            this.index = index;
        }

        /** Adds a delete: it names rows of one unit of a scan, which are either all the transaction's own or all committed. */
        private void add(DeleteDelta delta) {
            if (delta.unit() instanceof DeleteDelta.Unit.Inline(var firstRow) && firstRow >= firstOwnRow) {
                return;
            }
            if (!(delta.rows() instanceof DeleteDelta.Rows.Held(var held))) {
                throw new IllegalStateException("deletes are stored when they are committed");
            }
            rows.merge(delta.unit(), held, RowSet::union);
        }

        private List<DeleteDelta> toDeltas() {
            return rows.entrySet().stream()
                    .map(entry -> new DeleteDelta(entry.getKey(), new DeleteDelta.Rows.Held(entry.getValue())))
                    .toList();
        }
    }

    private static long firstOwnRow(Catalog base, int tableOid) {
        return base.findTable(tableOid)
                .map(table -> table.contents().inlineRows().endRow())
                .orElse(0L);
    }

    private SegmentSeries.Written write(Table table, Staging staging) {
        try (var account = memory.openChild();
                var series = new SegmentSeries(table.definition(), store, staging::newSegment, account)) {
            for (var rows : contents.ownRows(table)) {
                for (int i = 0; i < rows.batches().size(); i++) {
                    var live = live(rows, i, table.definition());
                    if (live.selectedCount() > 0) {
                        series.append(live);
                    }
                }
            }
            return series.finish();
        }
    }

    /** Returns the rows of a batch that are not deleted, with all columns that the table has now. */
    private static Batch live(InlineBatches rows, int index, TableDefinition table) {
        var batch = rows.batches().get(index);
        var vectors = new Vector[table.columns().size()];
        for (int c = 0; c < vectors.length; c++) {
            var column = table.columns().get(c);
            int source = rows.columnIds().indexOf(column.id());
            vectors[c] = source >= 0
                    ? batch.column(source)
                    : new ConstantVector(column.type().physicalKind(), column.missingValue());
        }
        var complete = new Batch(vectors, batch.rowCount());
        var mask = new long[(batch.rowCount() + 63) / 64];
        Arrays.fill(mask, -1L);
        if (rows.deleted().clear((long) index * Batch.CAPACITY, batch.rowCount(), mask)) {
            select(complete, mask);
        }
        return complete;
    }

    private static void select(Batch batch, long[] mask) {
        var selection = new int[batch.rowCount() + Batch.SLACK];
        int count = 0;
        for (int row = 0; row < batch.rowCount(); row++) {
            if ((mask[row >>> 6] >>> row & 1) != 0) {
                selection[count++] = row;
            }
        }
        batch.select(selection, count);
    }
}
