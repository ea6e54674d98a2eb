package dev.slipher.compute.operator.write;

import dev.slipher.compute.fragment.Writing;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.source.BoundInputs.BoundTarget;
import dev.slipher.compute.source.WritePort;
import dev.slipher.compute.source.WriteReport;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.ColumnSummaries;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Selects and completes rows of one table and writes them into new segments, a {@link SegmentSeries} a writer. */
final class SegmentTarget implements ReportingTarget {
    private final Writing.Segments writing;
    private final ObjectStore store;
    private final WritePort port;
    private final TakenRows taken = new TakenRows();
    /** Empty if rows come complete. */
    private final Optional<RowCompletion> completion;

    private final boolean isDrawing;
    private final List<SegmentRecord> segments = new ArrayList<>();
    private final ColumnSummaries statistics = new ColumnSummaries();

    SegmentTarget(Writing.Segments writing, BoundTarget bound) {
        this.writing = writing;
        store = bound.store();
        port = bound.port();
        completion = writing.sourceColumns().isEmpty()
                ? Optional.empty()
                : Optional.of(new RowCompletion(writing.table(), writing.sourceColumns(), port::drawIdentities));
        isDrawing = completion.map(RowCompletion::isDrawing).orElse(false);
    }

    @Override
    public Writer open(MemoryAccount account, Worker worker) {
        return new Segments(
                new SegmentSeries(writing.table(), store, port::newSegment, account, worker::block), worker);
    }

    @Override
    public synchronized WriteReport report() {
        return new WriteReport(segments, statistics.columns(), taken.byUnit());
    }

    private synchronized void add(SegmentSeries.Written written) {
        segments.addAll(written.records());
        written.statistics().forEach(statistics::add);
    }

    /** The segments of one worker, one after another. */
    private final class Segments implements Writer {
        private final SegmentSeries series;
        private final UnaryOperator<Batch> selection = taken.selection(writing.taking());
        private final Worker worker;

        private Segments(SegmentSeries series, Worker worker) {
            this.series = series;
            this.worker = worker;
        }

        @Override
        public void write(Batch batch) {
            var selected = selection.apply(batch);
            if (selected.selectedCount() > 0) {
                series.append(complete(selected));
            }
        }

        private Batch complete(Batch selected) {
            if (completion.isEmpty()) {
                return selected;
            }
            if (!isDrawing) {
                return completion.get().complete(selected);
            }
            // To draw is to commit, for which other queries do not wait.
            return worker.await(() -> completion.get().complete(selected));
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
