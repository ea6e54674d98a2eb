package dev.slipher.leader.session;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.log.ObjectKeys;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.ObjectWriter;
import dev.slipher.storage.segment.ColumnSpec;
import dev.slipher.storage.segment.SegmentWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way into as many segments as they fill, in the order in which they come, so that it is known where each
 * one goes; used by one thread.
 */
final class SegmentSeries implements AutoCloseable {
    private static final int LAST_BUCKET = 4_095;

    private final ObjectStore store;
    private final Supplier<ObjectId> ids;
    private final List<ColumnSpec> specs;
    private final Set<Integer> rangedColumns;
    private final List<SegmentRecord> records = new ArrayList<>();
    private final List<ColumnSummary> statistics = new ArrayList<>();
    private @Nullable Open open;

    private record Open(ObjectId id, ObjectWriter object, SegmentWriter writer) {}

    /** Finished, durable segments that no log entry names yet. */
    record Written(List<SegmentRecord> records, List<ColumnSummary> statistics) {
        Written {
            records = List.copyOf(records);
            statistics = List.copyOf(statistics);
        }
    }

    private SegmentSeries(
            ObjectStore store, Supplier<ObjectId> ids, List<ColumnSpec> specs, Set<Integer> rangedColumns) {
        this.store = store;
        this.ids = ids;
        this.specs = specs;
        this.rangedColumns = rangedColumns;
    }

    /** Makes a series for batches of all columns of the table. */
    static SegmentSeries of(Warehouse warehouse, TableDefinition table) {
        var specs = table.columns().stream().map(SegmentSeries::spec).toList();
        var ranged = new HashSet<>(table.sortKey().columnIds());
        if (table.distribution().effective() instanceof Distribution.Key(int id)) {
            ranged.add(id);
        }
        return new SegmentSeries(warehouse.store(), warehouse::newObjectId, specs, ranged);
    }

    private static ColumnSpec spec(Column column) {
        boolean raw = column.encoding().filter(e -> e.equals("raw")).isPresent();
        return new ColumnSpec(column.id(), column.type(), raw);
    }

    void append(Batch batch) {
        var target = open;
        if (target != null && target.writer.isFull()) {
            finishOpen(target);
            target = null;
        }
        if (target == null) {
            target = start();
            open = target;
        }
        target.writer.append(batch);
    }

    /** Returns in which of the segments the next row will be: those finished, and the open one. */
    int nextSegmentIndex() {
        return open != null && open.writer.isFull() ? records.size() + 1 : records.size();
    }

    /** Returns the ordinal that the next row will have in its segment. */
    long nextRow() {
        return open == null || open.writer.isFull() ? 0 : open.writer.rowCount();
    }

    /** Completes the last segment, and returns all. */
    Written finish() {
        if (open != null) {
            finishOpen(open);
        }
        return new Written(records, statistics);
    }

    private Open start() {
        var id = ids.get();
        var object = store.create(ObjectKeys.segment(id));
        return new Open(id, object, new SegmentWriter(specs, object::append));
    }

    private void finishOpen(Open segment) {
        var summary = segment.writer.finish();
        segment.object.commit();
        segment.object.close();
        open = null;
        records.add(summary.toRecord(segment.id, 0, LAST_BUCKET, rangedColumns));
        for (var column : summary.columns()) {
            statistics.add(ColumnSummary.of(column, summary.rowCount()));
        }
    }

    /** Forgets the segment that is not finished; finished ones that nobody commits are garbage. */
    @Override
    public void close() {
        if (open != null) {
            open.object.close();
            open = null;
        }
    }
}
