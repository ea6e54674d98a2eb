package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.ParallelTarget;
import dev.slipher.compute.source.WriterReservation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ColumnSummaries;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.segment.ColumnSpec;
import dev.slipher.storage.segment.SegmentSummary;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What ANALYZE does: looks at all rows of a table and remembers what they are like. */
final class TableAnalysis {
    private static final int SCAN_ID = 0;
    private static final int TARGET_ID = 0;

    private final SessionContext context;

    TableAnalysis(SessionContext context) {
        this.context = context;
    }

    void analyze(Table table, StatementRun run) {
        if (table.contents().rowCount() == 0) {
            return;
        }
        var columns = table.definition().columns();
        var specs = columns.stream().map(c -> new ColumnSpec(c.id(), c.type())).toList();
        var rows = new PlanNode.Scan(
                SCAN_ID,
                table.name(),
                columns.stream().map(c -> c.id()).toList(),
                columns.stream().<SqlType>map(c -> c.type()).toList(),
                Optional.empty(),
                PlanNode.Estimate.UNKNOWN);
        var survey = new Survey(specs);
        var inputs = new BoundInputs(
                Map.of(SCAN_ID, context.inputs().bind(table).scan()), Map.of(), Map.of(), Map.of(TARGET_ID, survey));
        new QueryExecutor(context).run(new PlanNode.Write(TARGET_ID, rows, List.of()), inputs, run.record(), _ -> {});
        context.stage(table.oid(), new Action.SetStatistics(table.oid(), survey.columns()));
    }

    /** Lets segment writers, whose bytes nobody keeps, find out what the columns are like. */
    private static final class Survey implements ParallelTarget {
        private final List<ColumnSpec> specs;
        private final ColumnSummaries summaries = new ColumnSummaries();

        private Survey(List<ColumnSpec> specs) {
            this.specs = specs;
        }

        @Override
        public Writer open(MemoryAccount account) {
            return new Surveyor(new WriterReservation(account));
        }

        private synchronized List<ColumnSummary> columns() {
            return summaries.columns();
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
}
