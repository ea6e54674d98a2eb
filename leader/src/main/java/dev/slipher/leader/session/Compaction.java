package dev.slipher.leader.session;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.pipeline.QueryHandle;
import dev.slipher.compute.pipeline.QueryOptions;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.compute.source.ScanUnit;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.log.InlineBatches;
import dev.slipher.storage.log.ObjectKeys;
import dev.slipher.storage.log.RowMap;
import dev.slipher.storage.log.RowMove;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.IntToLongFunction;

/**
 * Writes rows anew in fewer, sorted segments without the deleted ones: VACUUM, and the way of inline rows out of the log.
 *
 * <p>Only the last step, the move's commit, touches the log; statements go on meanwhile.
 */
final class Compaction {
    private static final long GRANT_BYTES = 256L << 20;

    /** A segment with fewer rows is small: joined with others of its kind. */
    private static final long SMALL_ROWS = 1L << 20;

    /** A segment is rewritten once this share of its rows is deleted. */
    private static final double DELETED_SHARE = 0.2;

    /** Nothing is computed on the way, so that nobody asks. */
    private static final EvaluationContext NO_SESSION =
            new EvaluationContext(new SessionTime(ZoneOffset.UTC, 0), 0, "", "", "", List.of(), 0);

    private final Warehouse warehouse;
    private final ConcurrentHashMap<Integer, ReentrantLock> rewriting = new ConcurrentHashMap<>();

    Compaction(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** Writes the inline rows of a table out. */
    void writeOut(int tableOid) {
        alone(tableOid, (base, table) -> {
            if (!table.contents().inlineRows().packs().isEmpty()) {
                rewrite(base, table, List.of(), new Cancellation());
            }
        });
    }

    /** Does what VACUUM does for a table. */
    void compact(int tableOid, Cancellation cancellation) {
        alone(tableOid, (base, table) -> {
            var chosen = choose(table);
            boolean worthwhile = chosen.size() > 1
                    || chosen.size() == 1 && hasDeletes(table, chosen.getFirst())
                    || table.contents().inlineRows().liveRowCount() > 0;
            if (worthwhile) {
                rewrite(base, table, chosen, cancellation);
            }
        });
    }

    /**
     * Runs one rewriting of a table at a time, each on a version that has what the one before it moved: two that start
     * from the same version would each add the rows that both read.
     */
    private void alone(int tableOid, BiConsumer<Catalog, Table> work) {
        var lock = rewriting.computeIfAbsent(tableOid, _ -> new ReentrantLock());
        lock.lock();
        try (var snapshot = warehouse.log().openSnapshot()) {
            snapshot.catalog().findTable(tableOid).ifPresent(table -> work.accept(snapshot.catalog(), table));
        } finally {
            lock.unlock();
        }
    }

    private List<SegmentRecord> choose(Table table) {
        var chosen = new ArrayList<SegmentRecord>();
        for (var segment : warehouse.log().contents().segments(table.contents())) {
            var deletes = table.contents().segments().deletes().get(segment.id());
            boolean holey = deletes != null && deletes.count() >= segment.rowCount() * DELETED_SHARE;
            if (segment.rowCount() < SMALL_ROWS || holey) {
                chosen.add(segment);
            }
        }
        return chosen;
    }

    private static boolean hasDeletes(Table table, SegmentRecord segment) {
        return table.contents().segments().deletes().containsKey(segment.id());
    }

    private void rewrite(Catalog base, Table table, List<SegmentRecord> chosen, Cancellation cancellation) {
        var reader = warehouse.log().contents();
        var units = new ArrayList<ScanUnit>();
        var names = new ArrayList<DeleteDelta.Unit>();
        for (var segment : chosen) {
            var key = ObjectKeys.segment(segment.id());
            units.add(new ScanUnit.Stored(
                    segment.id(),
                    segment.rowCount(),
                    () -> new StoredSegment(warehouse.store(), key, segment.byteCount()),
                    reader.deletedRows(table.contents(), segment.id())::clear));
            names.add(new DeleteDelta.Unit.Segment(segment.id()));
        }
        long firstInline = table.contents().inlineRows().firstRow();
        var inlineOffsets = new ArrayList<Long>();
        for (InlineBatches rows : reader.inlineRows(table)) {
            units.add(new ScanUnit.Inline(rows.columnIds(), rows.batches(), rows.deleted()::clear));
            names.add(new DeleteDelta.Unit.Inline(rows.firstRow()));
            inlineOffsets.add(rows.firstRow() - firstInline);
        }
        var targets = new Targets(units, chosen.size(), inlineOffsets, names);
        try (var series = SegmentSeries.of(warehouse, table.definition())) {
            var handle = new QueryHandle();
            cancellation.onCancel(() -> handle.cancel(cancellation.reason()));
            warehouse
                    .engine()
                    .execute(
                            handle,
                            plan(table.definition()),
                            new BoundInputs(
                                    Map.of(0, new BoundScan(table.definition().columns(), units)), Map.of()),
                            new QueryOptions(GRANT_BYTES, NO_SESSION, false),
                            batch -> append(batch, series, targets));
            var written = series.finish();
            warehouse
                    .log()
                    .move(new RowMove(
                            base,
                            table.oid(),
                            chosen,
                            table.contents().inlineRows().endRow(),
                            written.records(),
                            chosen.isEmpty() ? written.statistics() : List.of(),
                            targets));
        } finally {
            cancellation.clearAction();
        }
    }

    /** Reads addresses and all columns, in the order of the sort key if there is one. */
    private static PlanNode plan(TableDefinition table) {
        var columnIds = new ArrayList<Integer>();
        var types = new ArrayList<SqlType>();
        columnIds.add(PlanNode.Scan.ROW_ADDRESS);
        types.add(SqlType.Simple.BIGINT);
        for (Column column : table.columns()) {
            columnIds.add(column.id());
            types.add(column.type());
        }
        var estimate = PlanNode.Estimate.UNKNOWN;
        PlanNode scan = new PlanNode.Scan(0, table.name(), columnIds, types, java.util.Optional.empty(), estimate);
        if (table.sortKey().columnIds().isEmpty()) {
            return scan;
        }
        var keys = table.sortKey().columnIds().stream()
                .map(id -> new PlanNode.SortColumn(columnIds.indexOf(id), false, false))
                .toList();
        return new PlanNode.Sort(scan, keys, java.util.Optional.empty(), 0, estimate);
    }

    private static void append(Batch batch, SegmentSeries series, Targets targets) {
        if (batch.selectedCount() == 0) {
            return;
        }
        int segment = series.nextSegmentIndex();
        long row = series.nextRow();
        for (int i = 0; i < batch.selectedCount(); i++) {
            long address = Vectors.longAt(batch.column(0), VectorValues.position(batch, i));
            targets.set((int) (address >>> 32), (int) address, RowMap.target(segment, (int) row + i));
        }
        var values = new Vector[batch.columnCount() - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = batch.column(i + 1);
        }
        var rows = new Batch(values, batch.rowCount());
        var selection = batch.selection();
        if (selection != null) {
            rows.select(selection, batch.selectedCount());
        }
        series.append(rows);
    }

    /** Where each row went, by unit and ordinal. */
    private static final class Targets implements RowMap {
        private final List<long[]> byUnit = new ArrayList<>();
        private final int segmentCount;
        private final List<Long> inlineOffsets;
        private final List<DeleteDelta.Unit> names;

        private Targets(
                List<ScanUnit> units, int segmentCount, List<Long> inlineOffsets, List<DeleteDelta.Unit> names) {
            this.segmentCount = segmentCount;
            this.inlineOffsets = inlineOffsets;
            this.names = names;
            for (var unit : units) {
                var targets = new long[Math.toIntExact(unit.rowCount())];
                java.util.Arrays.fill(targets, GONE);
                byUnit.add(targets);
            }
        }

        private void set(int unit, int row, long target) {
            byUnit.get(unit)[row] = target;
        }

        @Override
        public IntToLongFunction targets(DeleteDelta.Unit unit) {
            return switch (unit) {
                case DeleteDelta.Unit.Segment _ -> {
                    var targets = byUnit.get(names.indexOf(unit));
                    yield row -> targets[row];
                }
                case DeleteDelta.Unit.Inline _ -> this::inlineTarget;
            };
        }

        private long inlineTarget(int row) {
            for (int i = inlineOffsets.size() - 1; i >= 0; i--) {
                long from = inlineOffsets.get(i);
                var targets = byUnit.get(segmentCount + i);
                if (row >= from) {
                    return row - from < targets.length ? targets[Math.toIntExact(row - from)] : GONE;
                }
            }
            return GONE;
        }
    }
}
