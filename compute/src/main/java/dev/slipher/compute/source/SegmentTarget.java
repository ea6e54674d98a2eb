package dev.slipher.compute.source;

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
 * Writes rows of one table into new segments, which become part of the table only when the log says so.
 *
 * <p>Batches have one column for each column of the table, in the table's order.
 */
public final class SegmentTarget implements ParallelTarget {
    private static final int LAST_BUCKET = 4_095;

    private final ObjectStore store;
    private final Supplier<ObjectId> ids;
    private final List<ColumnSpec> columns;
    private final Set<Integer> rangedColumns;
    private final List<SegmentRecord> segments = new ArrayList<>();
    private final List<ColumnSummary> statistics = new ArrayList<>();

    /**
     * @param ids gives a new random id at each call
     */
    public SegmentTarget(TableDefinition table, ObjectStore store, Supplier<ObjectId> ids) {
        this.store = store;
        this.ids = ids;
        this.columns = table.columns().stream().map(SegmentTarget::spec).toList();
        this.rangedColumns = new HashSet<>(table.sortKey().columnIds());
        if (table.distribution().effective() instanceof Distribution.Key(var columnId)) {
            rangedColumns.add(columnId);
        }
    }

    private static ColumnSpec spec(Column column) {
        return new ColumnSpec(
                column.id(),
                column.type(),
                column.encoding().map("raw"::equalsIgnoreCase).orElse(false));
    }

    @Override
    public Writer open() {
        return new Segments();
    }

    /** Returns the segments that finished writers wrote, in no particular order. */
    public synchronized List<SegmentRecord> segments() {
        return List.copyOf(segments);
    }

    /** Returns what is known about the columns of {@link #segments()}, several summaries a column. */
    public synchronized List<ColumnSummary> statistics() {
        return List.copyOf(statistics);
    }

    private synchronized void add(List<SegmentRecord> newSegments, List<ColumnSummary> newStatistics) {
        segments.addAll(newSegments);
        statistics.addAll(newStatistics);
    }

    /** The segments of one worker, one after another. */
    private final class Segments implements Writer {
        private final List<SegmentRecord> written = new ArrayList<>();
        private final List<ColumnSummary> summaries = new ArrayList<>();
        private @Nullable OpenSegment current;

        @Override
        public void write(Batch batch) {
            var open = current;
            if (open != null && open.writer.isFull()) {
                finishSegment(open);
                open = null;
            }
            if (open == null) {
                open = new OpenSegment(ids.get());
                current = open;
            }
            open.writer.append(batch);
        }

        @Override
        public void endRun() {
            if (current != null) {
                finishSegment(current);
            }
        }

        @Override
        public void finish() {
            endRun();
            add(written, summaries);
        }

        private void finishSegment(OpenSegment open) {
            var summary = open.writer.finish();
            open.object.commit();
            open.object.close();
            current = null;
            written.add(summary.toRecord(open.id, 0, LAST_BUCKET, rangedColumns));
            for (var column : summary.columns()) {
                summaries.add(ColumnSummary.of(column, summary.rowCount()));
            }
        }

        @Override
        public void close() {
            if (current != null) {
                current.object.close();
                current = null;
            }
        }
    }

    private final class OpenSegment {
        private final ObjectId id;
        private final ObjectWriter object;
        private final SegmentWriter writer;

        OpenSegment(ObjectId id) {
            this.id = id;
            this.object = store.create(ObjectKeys.segment(id));
            this.writer = new SegmentWriter(columns, object::append);
        }
    }
}
