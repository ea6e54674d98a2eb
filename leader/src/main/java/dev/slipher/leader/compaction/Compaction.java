package dev.slipher.leader.compaction;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.write.SegmentSeries;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.compute.pipeline.QueryHandle;
import dev.slipher.compute.pipeline.QueryOptions;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.compute.source.ScanUnit;
import dev.slipher.compute.source.TableReader;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.leader.schedule.UpkeepMemory;
import dev.slipher.leader.table.TableOrder;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.log.RowMove;
import dev.slipher.storage.log.Staging;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes rows anew in fewer, sorted segments without the deleted ones: VACUUM, and the way of inline rows out of the log.
 *
 * <p>Only the last step, the move's commit, touches the log; statements go on meanwhile.
 */
public final class Compaction {
    /** The most memory that one rewriting takes, so that its steps stay short. */
    private static final long MOST_BYTES = 384L << 20;

    /** Where no statement has memory for it, a rewriting takes this part of what queries have. */
    private static final double BACKGROUND_SHARE = 3.0 / 16;

    /** Nothing is computed on the way, so that nobody asks. */
    private static final EvaluationContext NO_SESSION =
            new EvaluationContext(new SessionTime(ZoneOffset.UTC, 0), 0, "", "", "", List.of(), 0);

    private final CommitLog log;
    private final ObjectStore store;
    private final TableReader tables;
    private final QueryEngine engine;
    private final UpkeepMemory upkeep;
    private final MovedRows movedRows;
    private final KeyedLocks<Work> locks = new KeyedLocks<>();

    /**
     * Makes what rewrites the tables of a log.
     *
     * @param upkeep what writing inline rows out takes
     * @param movedRows where it is written down whither rows went
     */
    public Compaction(
            CommitLog log,
            ObjectStore store,
            TableReader tables,
            QueryEngine engine,
            UpkeepMemory upkeep,
            MovedRows movedRows) {
        this.log = log;
        this.store = store;
        this.tables = tables;
        this.engine = engine;
        this.upkeep = upkeep;
        this.movedRows = movedRows;
    }

    /** Which rows of a table are rewritten: those of segments, or those that are in none. */
    private record Work(int tableOid, boolean inline) {}

    private interface Accounts {
        MemoryAccount open(long grantBytes);
    }

    /**
     * What a rewriting may take.
     *
     * @param readBytes to read and sort in
     * @param writeBytes for the rows on their way into segments and, if they fit, for where each goes
     */
    private record Budget(
            Accounts reading, long readBytes, Accounts writing, long writeBytes, Cancellation cancellation) {
        /** Returns for how many rows a part of the memory holds where each goes; two full segments may be more. */
        long mostRows() {
            return readBytes / 4 / RewrittenRows.BYTES_PER_ROW;
        }
    }

    private Budget budget(long memoryBytes, Cancellation cancellation) {
        long bytes = Math.min(MOST_BYTES, memoryBytes);
        Accounts pool = engine.pool()::openAccount;
        return new Budget(pool, bytes - bytes / 3, pool, bytes / 3, cancellation);
    }

    /** Writes the inline rows of a table out, in memory that is kept for that; called by one thread at a time. */
    public void writeOut(int tableOid) {
        var reading = upkeep.reading();
        var writing = upkeep.writing();
        var budget = new Budget(
                reading::openChild,
                reading.grantBytes(),
                writing::openChild,
                writing.guaranteedBytes(),
                new Cancellation());
        writeOut(tableOid, budget);
    }

    private void writeOut(int tableOid, Budget budget) {
        alone(new Work(tableOid, true), budget, (base, table, staging) -> {
            if (!table.contents().inlineRows().packs().isEmpty()) {
                rewriteInlineRows(base, table, staging, budget);
            }
            return true;
        });
    }

    /**
     * Does what VACUUM does for a table, in steps that are committed one by one.
     *
     * @param sorts whether segments are also rewritten only because the order of their rows is poor
     * @param memoryBytes what the statement may take
     */
    public void vacuum(int tableOid, boolean sorts, long memoryBytes, Cancellation cancellation) {
        var budget = budget(memoryBytes, cancellation);
        writeOut(tableOid, budget);
        var old = segmentIds(tableOid);
        // What others load meanwhile is the next one's: else this one might go on for as long as they do.
        var own = new HashSet<>(old);
        Choice choice = (table, segments) -> CompactionPolicy.chooseForVacuum(
                segments.stream().filter(segment -> own.contains(segment.id())).toList(),
                segment -> deletedRows(table, segment),
                segment -> old.contains(segment.id()),
                sorts ? sortColumn(table) : OptionalInt.empty(),
                budget.mostRows());
        while (rewriteOnce(tableOid, choice, budget, own::addAll)) {
            cancellation.check();
        }
    }

    private Set<ObjectId> segmentIds(int tableOid) {
        var ids = new HashSet<ObjectId>();
        try (var snapshot = log.openSnapshot()) {
            snapshot.catalog()
                    .findTable(tableOid)
                    .ifPresent(table ->
                            log.contents().segments(table.contents()).forEach(segment -> ids.add(segment.id())));
        }
        return ids;
    }

    /** Does one step of what the policy finds worthwhile, and returns whether there was anything to do. */
    public boolean improve(int tableOid, Cancellation cancellation) {
        var budget = budget((long) (engine.options().memoryBytes() * BACKGROUND_SHARE), cancellation);
        return rewriteOnce(
                tableOid,
                (table, segments) -> CompactionPolicy.choose(
                        segments, segment -> deletedRows(table, segment), sortColumn(table), budget.mostRows()),
                budget,
                _ -> {});
    }

    private interface Choice {
        List<SegmentRecord> of(Table table, List<SegmentRecord> segments);
    }

    /** @param made is told of the segments that it has written */
    private boolean rewriteOnce(int tableOid, Choice choice, Budget budget, Consumer<Set<ObjectId>> made) {
        return alone(new Work(tableOid, false), budget, (base, table, staging) -> {
            var segments = new ArrayList<SegmentRecord>();
            log.contents().segments(table.contents()).forEach(segments::add);
            var chosen = choice.of(table, segments);
            if (chosen.isEmpty() || !rewriteSegments(base, table, chosen, staging, budget)) {
                return false;
            }
            made.accept(staging.ids());
            return true;
        });
    }

    private static OptionalInt sortColumn(Table table) {
        return table.definition().sortKey().columnIds().stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    private interface Rewriting {
        boolean run(Catalog base, Table table, Staging staging);
    }

    /**
     * Runs one rewriting of the same rows at a time, each on a version that has what the one before it moved; another that
     * starts from an older version would read them in vain. Returns false if there is no such table. What a rewriting has
     * written that fails is deleted.
     *
     * @throws SlipherException the reason of the budget's cancellation if that comes before the lock
     */
    private boolean alone(Work work, Budget budget, Rewriting rewriting) {
        try (var _ = locks.lock(work, budget.cancellation);
                var snapshot = log.openSnapshot();
                var staging = log.openStaging()) {
            try {
                return snapshot.catalog()
                        .findTable(work.tableOid)
                        .map(table -> rewriting.run(snapshot.catalog(), table, staging))
                        .orElse(false);
            } catch (Throwable e) {
                staging.discardAfter(e);
                throw e;
            }
        }
    }

    private static long deletedRows(Table table, SegmentRecord segment) {
        var deletes = table.contents().segments().deletes().get(segment.id());
        return deletes == null ? 0 : deletes.count();
    }

    /**
     * Commits where rows went, and returns whether the table still had them: if others have dropped or emptied it
     * meanwhile, there is nothing left to do for it, and what was written goes.
     */
    private boolean move(RowMove move, Staging staging) {
        try {
            log.move(move);
            return true;
        } catch (SlipherException e) {
            if (e.sqlState() == SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE) {
                staging.discardAfter(e);
                return false;
            }
            throw e;
        }
    }

    /** Returns whether the table still had the rows in the end. */
    private boolean rewriteSegments(
            Catalog base, Table table, List<SegmentRecord> chosen, Staging staging, Budget budget) {
        var read = tables.segments(table, chosen);
        long mapBytes = RewrittenRows.BYTES_PER_ROW
                * chosen.stream().mapToLong(SegmentRecord::rowCount).sum();
        try (var account = openAccount(budget, mapBytes)) {
            account.reserve(mapBytes, "noting where rows go");
            var targets = new RewrittenRows(read, 0);
            var written = write(table, read.units(), targets, account, staging, budget);
            var map = targets.complete(written.records(), movedRows);
            long noInline = table.contents().inlineRows().firstRow();
            return move(new RowMove(base, table.oid(), chosen, noInline, written.records(), List.of(), map), staging);
        }
    }

    private void rewriteInlineRows(Catalog base, Table table, Staging staging, Budget budget) {
        var read = tables.inlineRows(table);
        var targets = new RewrittenRows(read, table.contents().inlineRows().firstRow());
        try (var account = openAccount(budget, 0)) {
            var written = write(table, read.units(), targets, account, staging, budget);
            var map = targets.complete(written.records(), movedRows);
            long end = table.contents().inlineRows().endRow();
            move(new RowMove(base, table.oid(), List.of(), end, written.records(), written.statistics(), map), staging);
        }
    }

    /** Opens what is needed beside reading and sorting: for the map, two full segments' at most, more than the budget has. */
    private MemoryAccount openAccount(Budget budget, long mapBytes) {
        return budget.writing.open(Math.max(budget.writeBytes, mapBytes));
    }

    /** Writes the live rows of {@code units} in the order of the sort key, and notes in {@code targets} where each went. */
    private SegmentSeries.Written write(
            Table table,
            List<ScanUnit> units,
            RewrittenRows targets,
            MemoryAccount account,
            Staging staging,
            Budget budget) {
        try (var series = new SegmentSeries(table.definition(), store, staging::newSegment, account);
                var reading = budget.reading.open(budget.readBytes)) {
            var handle = new QueryHandle();
            budget.cancellation.onCancel(() -> handle.cancel(budget.cancellation.reason()));
            engine.execute(
                    handle,
                    plan(table.definition()),
                    new BoundInputs(Map.of(0, new BoundScan(table.definition().columns(), units)), Map.of()),
                    new QueryOptions(budget.readBytes, NO_SESSION, false),
                    reading,
                    batch -> append(batch, series, targets));
            return series.finish();
        } finally {
            budget.cancellation.clearAction();
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
        PlanNode scan = new PlanNode.Scan(0, table.name(), columnIds, types, Optional.empty(), estimate);
        var order = TableOrder.of(table, columnIds);
        return order.isEmpty() ? scan : new PlanNode.Sort(scan, order, Optional.empty(), 0, estimate);
    }

    private static void append(Batch batch, SegmentSeries series, RewrittenRows targets) {
        if (batch.selectedCount() == 0) {
            return;
        }
        for (int i = 0; i < batch.selectedCount(); i++) {
            long address = Vectors.longAt(batch.column(0), batch.position(i));
            targets.add((int) (address >>> 32), (int) address);
        }
        series.append(batch.withoutFirst(1));
    }
}
