package dev.slipher.compute.operator.write;

import dev.slipher.compute.fragment.Writing;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.source.WriteReport;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.ColumnSummaries;
import dev.slipher.storage.segment.ColumnSpec;
import dev.slipher.storage.segment.SegmentSummary;
import dev.slipher.storage.segment.SegmentWriter;
import java.util.List;
import java.util.Map;

/** Lets segment writers, whose bytes nobody keeps, find out what columns are like. */
final class SurveyTarget implements ReportingTarget {
    private final List<ColumnSpec> specs;
    private final ColumnSummaries summaries = new ColumnSummaries();

    SurveyTarget(Writing.Survey writing) {
        specs = writing.columns().stream()
                .map(column -> new ColumnSpec(column.id(), column.type()))
                .toList();
    }

    @Override
    public Writer open(MemoryAccount account, Worker worker) {
        return new Surveyor(new WriterReservation(account));
    }

    @Override
    public synchronized WriteReport report() {
        return new WriteReport(List.of(), summaries.columns(), Map.of());
    }

    private synchronized void add(SegmentSummary summary) {
        if (summary.rowCount() > 0) {
            summaries.add(summary);
        }
    }

    /** One worker's share. */
    private final class Surveyor implements Writer {
        private final WriterReservation memory;
        private SegmentWriter writer = start();

        private Surveyor(WriterReservation memory) {
            this.memory = memory;
        }

        private SegmentWriter start() {
            return new SegmentWriter(specs, _ -> {});
        }

        @Override
        public void write(Batch batch) {
            if (writer.isFull()) {
                add(writer.finish());
                writer = start();
            }
            writer.append(batch);
            memory.grow(writer);
        }

        @Override
        public void finish() {
            add(writer.finish());
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
