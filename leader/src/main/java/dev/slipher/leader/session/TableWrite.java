package dev.slipher.leader.session;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.RowTarget;
import dev.slipher.compute.operator.write.SegmentSeries;
import dev.slipher.compute.source.BoundInputs.BoundTarget;
import dev.slipher.compute.source.WritePort;
import dev.slipher.compute.source.WriteReport;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ColumnSummaries;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.log.Staging;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one statement writes into a table: serves the workers that write, and keeps what they report until the session
 * stages it. Segments go when the transaction ends without naming them.
 */
final class TableWrite implements WritePort {
    private final SessionContext context;
    private final Table table;
    private final Staging staging;

    // Guarded by this, all that follow.
    private final List<SegmentRecord> segments = new ArrayList<>();
    private final ColumnSummaries statistics = new ColumnSummaries();
    private final Map<Integer, RowSet> taken = new HashMap<>();

    TableWrite(SessionContext context, Table table) {
        this.context = context;
        this.table = table;
        staging = context.transaction().staging(table.oid());
    }

    /** Returns what a Write is bound to. */
    BoundTarget target() {
        return new BoundTarget(context.warehouse().store(), this);
    }

    /** Returns a writer for complete rows that come on the session's own thread. */
    RowTarget.Writer openWriter(MemoryAccount account) {
        var series = new SegmentSeries(table.definition(), context.warehouse().store(), this::newSegment, account);
        return new RowTarget.Writer() {
            @Override
            public void write(Batch batch) {
                series.append(batch);
            }

            @Override
            public void finish() {
                var finished = series.finish();
                written(new WriteReport(finished.records(), finished.statistics(), Map.of()));
            }

            @Override
            public void close() {
                series.close();
            }
        };
    }

    @Override
    public ObjectId newSegment() {
        return staging.newSegment();
    }

    @Override
    public synchronized long drawIdentities(int columnId, long count) {
        return context.drawIdentities(table, columnId, count);
    }

    @Override
    public synchronized void written(WriteReport report) {
        segments.addAll(report.segments());
        report.statistics().forEach(statistics::add);
        report.taken().forEach((unit, rows) -> taken.merge(unit, rows, RowSet::union));
    }

    /** Returns what is known about the columns of the rows that were reported. */
    synchronized List<ColumnSummary> statistics() {
        return statistics.columns();
    }

    /** Returns the rows that were taken away, by the place of their unit in the scan. */
    synchronized Map<Integer, RowSet> taken() {
        return Map.copyOf(taken);
    }

    /**
     * Stages the segments, if any, that were reported.
     *
     * @return how many rows they have
     */
    synchronized long stage() {
        if (!segments.isEmpty()) {
            context.stage(table.oid(), new Action.AddSegments(table.oid(), segments, statistics.columns()));
        }
        return segments.stream().mapToLong(SegmentRecord::rowCount).sum();
    }
}
