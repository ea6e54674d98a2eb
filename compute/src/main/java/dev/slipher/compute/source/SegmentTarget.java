package dev.slipher.compute.source;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.ColumnSummaries;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Writes rows of one table into new segments, a {@link SegmentSeries} a writer. */
public final class SegmentTarget implements ParallelTarget {
    private final TableDefinition table;
    private final ObjectStore store;
    private final Supplier<ObjectId> ids;
    private final List<SegmentRecord> segments = new ArrayList<>();
    private final ColumnSummaries statistics = new ColumnSummaries();

    /**
     * @param ids gives a new random id at each call, by any thread
     */
    public SegmentTarget(TableDefinition table, ObjectStore store, Supplier<ObjectId> ids) {
        this.table = table;
        this.store = store;
        this.ids = ids;
    }

    @Override
    public Writer open(MemoryAccount account) {
        return new Segments(new SegmentSeries(table, store, ids, account));
    }

    /** Returns the segments that finished writers wrote, in no particular order. */
    public synchronized List<SegmentRecord> segments() {
        return List.copyOf(segments);
    }

    /** Returns what is known about the columns of {@link #segments()}. */
    public synchronized List<ColumnSummary> statistics() {
        return statistics.columns();
    }

    private synchronized void add(SegmentSeries.Written written) {
        segments.addAll(written.records());
        written.statistics().forEach(statistics::add);
    }

    /** The segments of one worker, one after another. */
    private final class Segments implements Writer {
        private final SegmentSeries series;

        private Segments(SegmentSeries series) {
            this.series = series;
        }

        @Override
        public void write(Batch batch) {
            series.append(batch);
        }

        @Override
        public void endRun() {
            series.endSegment();
        }

        @Override
        public void finish() {
            add(series.finish());
        }

        @Override
        public void close() {
            series.close();
        }
    }
}
