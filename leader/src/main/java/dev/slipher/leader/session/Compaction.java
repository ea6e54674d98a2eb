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
import java.util.function.IntToLongFunction;

/**
 * Writes rows anew in fewer, sorted segments without the deleted ones: VACUUM, and the way of inline rows out of the log.
 *
 * <p>Only the last step, the move's commit, touches the log; statements go on meanwhile.
 */
final class Compaction {
    private static final long GRANT_BYTES = 256L << 20;

    /** VACUUM joins all segments with fewer rows. */
    private static final long SMALL_ROWS = 1L << 20;

    /** VACUUM rewrites a segment once this share of its rows is deleted. */
    private static final double DELETED_SHARE = 0.2;

    /** Nothing is computed on the way, so that nobody asks. */
    private static final EvaluationContext NO_SESSION =
            new EvaluationContext(new SessionTime(ZoneOffset.UTC, 0), 0, "", "", "", List.of(), 0);

    private final Warehouse warehouse;
    private final ConcurrentHashMap<Work, ReentrantLock> locks = new ConcurrentHashMap<>();

    Compaction(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** Which rows of a table are rewritten: those of segments, or those that are in none. */
    private record Work(int tableOid, boolean inline) {}

    /** Writes the inline rows of a table out. */
    void writeOut(int tableOid) {
        writeOut(tableOid, new Cancellation());
    }

    private void writeOut(int tableOid, Cancellation cancellation) {
        alone(new Work(tableOid, true), cancellation, (base, table) -> {
            if (!table.contents().inlineRows().packs().isEmpty()) {
                rewriteInlineRows(base, table, cancellation);
            }
            return true;
        });
    }

    /** Does what VACUUM does for a table. */
    void compact(int tableOid, Cancellation cancellation) {
        writeOut(tableOid, cancellation);
        alone(new Work(tableOid, false), cancellation, (base, table) -> {
            var chosen = chosenByVacuum(table);
            if (chosen.size() > 1 || chosen.size() == 1 && hasDeletes(table, chosen.getFirst())) {
                rewriteSegments(base, table, chosen, cancellation);
            }
            return true;
        });
    }

    /** Does one step of what the policy finds worthwhile, and returns whether there was anything to do. */
    boolean improve(int tableOid, Cancellation cancellation) {
        return alone(new Work(tableOid, false), cancellation, (base, table) -> {
            var segments = new ArrayList<SegmentRecord>();
            warehouse.log().contents().segments(table.contents()).forEach(segments::add);
            var chosen = CompactionPolicy.choose(
                    segments,
                    segment -> deletedRows(table, segment),
                    table.definition().sortKey().columnIds().stream()
                            .mapToInt(Integer::intValue)
                            .findFirst());
            if (!chosen.isEmpty()) {
                rewriteSegments(base, table, chosen, cancellation);
            }
            return !chosen.isEmpty();
        });
    }

    private interface Rewriting {
        boolean run(Catalog base, Table table);
    }

    /**
     * Runs one rewriting of the same rows at a time, each on a version that has what the one before it moved; another that
     * starts from an older version would read them in vain. Returns false if there is no such table.
     *
     * @throws SlipherException the reason of {@code cancellation} if that comes before the lock
     */
    private boolean alone(Work work, Cancellation cancellation, Rewriting rewriting) {
        var lock = locks.computeIfAbsent(work, _ -> new ReentrantLock());
        acquire(lock, cancellation);
        try (var snapshot = warehouse.log().openSnapshot()) {
            return snapshot.catalog()
                    .findTable(work.tableOid)
                    .map(table -> rewriting.run(snapshot.catalog(), table))
                    .orElse(false);
        } finally {
            lock.unlock();
        }
    }

    private static void acquire(ReentrantLock lock, Cancellation cancellation) {
        var waiting = Thread.currentThread();
        cancellation.onCancel(waiting::interrupt);
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw cancellation.reason();
        } finally {
            cancellation.clearAction();
            Thread.interrupted();
        }
    }

    private static long deletedRows(Table table, SegmentRecord segment) {
        var deletes = table.contents().segments().deletes().get(segment.id());
        return deletes == null ? 0 : deletes.count();
    }

    private List<SegmentRecord> chosenByVacuum(Table table) {
        var chosen = new ArrayList<SegmentRecord>();
        for (var segment : warehouse.log().contents().segments(table.contents())) {
            long deleted = deletedRows(table, segment);
            boolean holey = deleted > 0 && deleted >= segment.rowCount() * DELETED_SHARE;
            if (segment.rowCount() < SMALL_ROWS || holey) {
                chosen.add(segment);
            }
        }
        return chosen;
    }

    private static boolean hasDeletes(Table table, SegmentRecord segment) {
        return table.contents().segments().deletes().containsKey(segment.id());
    }

    private void rewriteSegments(Catalog base, Table table, List<SegmentRecord> chosen, Cancellation cancellation) {
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
        var targets = new Targets(units, chosen.size(), List.of(), names);
        var written = write(table, units, targets, cancellation);
        long noInline = table.contents().inlineRows().firstRow();
        warehouse.log().move(new RowMove(base, table.oid(), chosen, noInline, written.records(), List.of(), targets));
    }

    private void rewriteInlineRows(Catalog base, Table table, Cancellation cancellation) {
        var units = new ArrayList<ScanUnit>();
        var names = new ArrayList<DeleteDelta.Unit>();
        long firstInline = table.contents().inlineRows().firstRow();
        var inlineOffsets = new ArrayList<Long>();
        for (InlineBatches rows : warehouse.log().contents().inlineRows(table)) {
            units.add(new ScanUnit.Inline(rows.columnIds(), rows.batches(), rows.deleted()::clear));
            names.add(new DeleteDelta.Unit.Inline(rows.firstRow()));
            inlineOffsets.add(rows.firstRow() - firstInline);
        }
        var targets = new Targets(units, 0, inlineOffsets, names);
        var written = write(table, units, targets, cancellation);
        long end = table.contents().inlineRows().endRow();
        warehouse
                .log()
                .move(new RowMove(base, table.oid(), List.of(), end, written.records(), written.statistics(), targets));
    }

    /** Writes the live rows of {@code units} in the order of the sort key, and notes in {@code targets} where each went. */
    private SegmentSeries.Written write(Table table, List<ScanUnit> units, Targets targets, Cancellation cancellation) {
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
            return series.finish();
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
