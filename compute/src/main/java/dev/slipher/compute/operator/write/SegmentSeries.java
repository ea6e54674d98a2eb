package dev.slipher.compute.operator.write;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.ColumnSummaries;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.log.ObjectKeys;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.ObjectWriter;
import dev.slipher.storage.objectstore.UniqueObjects;
import dev.slipher.storage.segment.ColumnSpec;
import dev.slipher.storage.segment.SegmentWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table on their way into as many new segments as they fill, in the order in which they come; used by one
 * thread. The segments become part of the table only when the log says so.
 *
 * <p>Batches have one column for each column of the table, in the table's order.
 */
public final class SegmentSeries implements AutoCloseable {
    private static final int LAST_BUCKET = 4_095;

    private final ObjectStore store;
    private final Supplier<ObjectId> ids;
    private final List<ColumnSpec> specs;
    private final Set<Integer> rangedColumns;
    private final List<SegmentRecord> records = new ArrayList<>();
    private final ColumnSummaries statistics = new ColumnSummaries();
    private final WriterReservation memory;
    private final Consumer<Runnable> waiting;
    private @Nullable Open open;

    private record Open(ObjectId id, ObjectWriter object, SegmentWriter writer) {}

    /**
     * Finished, durable segments that no log entry names yet.
     *
     * @param statistics what is known about the columns, one summary a column
     */
    public record Written(List<SegmentRecord> records, List<ColumnSummary> statistics) {
        public Written {
            records = List.copyOf(records);
            statistics = List.copyOf(statistics);
        }
    }

    /**
     * @param ids gives a new random id at each call
     * @param account what the writers reserve of, as {@link WriterReservation} says
     */
    public SegmentSeries(TableDefinition table, ObjectStore store, Supplier<ObjectId> ids, MemoryAccount account) {
        this(table, store, ids, account, Runnable::run);
    }

    /**
     * @param waiting runs what waits for the store, at once and in this thread
     */
    SegmentSeries(
            TableDefinition table,
            ObjectStore store,
            Supplier<ObjectId> ids,
            MemoryAccount account,
            Consumer<Runnable> waiting) {
        this.waiting = waiting;
        this.store = store;
        this.ids = ids;
        memory = new WriterReservation(account);
        specs = table.columns().stream().map(SegmentSeries::spec).toList();
        rangedColumns = new HashSet<>(table.sortKey().columnIds());
        if (table.distribution().effective() instanceof Distribution.Key(var columnId)) {
            rangedColumns.add(columnId);
        }
    }

    private static ColumnSpec spec(Column column) {
        boolean raw = column.encoding().filter("raw"::equalsIgnoreCase).isPresent();
        return new ColumnSpec(column.id(), column.type(), raw);
    }

    /** Adds the selected rows of {@code batch}. */
    public void append(Batch batch) {
        if (open != null && open.writer.isFull()) {
            endSegment();
        }
        var target = open;
        if (target == null) {
            target = start();
            open = target;
        }
        target.writer.append(batch);
        memory.grow(target.writer);
    }

    /** Completes the segment that is being written, so that the next row begins another. */
    public void endSegment() {
        if (open != null) {
            finishOpen(open);
        }
    }

    /** Completes the last segment, and returns all. */
    public Written finish() {
        endSegment();
        return new Written(records, statistics.columns());
    }

    private Open start() {
        var id = ids.get();
        var object = store.create(ObjectKeys.segment(id));
        return new Open(id, object, new SegmentWriter(specs, object::append));
    }

    private void finishOpen(Open segment) {
        var summary = segment.writer.finish();
        waiting.accept(
                () -> UniqueObjects.commit(store, ObjectKeys.segment(segment.id), summary.byteCount(), segment.object));
        segment.object.close();
        open = null;
        records.add(summary.toRecord(segment.id, 0, LAST_BUCKET, rangedColumns));
        statistics.add(summary);
    }

    /** Forgets the segment that is not finished; finished ones that nobody commits are garbage. */
    @Override
    public void close() {
        if (open != null) {
            open.object.close();
            open = null;
        }
        memory.close();
    }
}
