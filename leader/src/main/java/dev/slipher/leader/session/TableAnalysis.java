package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.pipeline.QueryHandle;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.WriterReservation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.segment.ColumnSpec;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What ANALYZE does: looks at all rows of a table and remembers what they are like. */
final class TableAnalysis {
    /** What looks at the rows has this part of the statement's memory. */
    private static final int WRITER_PART = 4;

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
        var summaries = new ArrayList<ColumnSummary>();
        var plan = new PlanNode.Scan(
                0,
                table.name(),
                columns.stream().map(c -> c.id()).toList(),
                columns.stream().<SqlType>map(c -> c.type()).toList(),
                Optional.empty(),
                PlanNode.Estimate.UNKNOWN);
        var inputs = new BoundInputs(Map.of(0, context.inputs().bind(table).scan()), Map.of());
        var handle = new QueryHandle();
        var cancellation = context.cancellation();
        var engine = context.warehouse().engine();
        try (var ticket = context.warehouse()
                .gate()
                .enter(
                        context.submission(run.record(), false),
                        cancellation,
                        d -> context.noteDecision(run.record(), d))) {
            run.record().running(context.now(), ticket.memoryBytes());
            cancellation.onCancel(() -> handle.cancel(cancellation.reason()));
            long writerBytes = ticket.memoryBytes() / WRITER_PART;
            try (var account = engine.pool().openAccount(writerBytes);
                    var memory = new WriterReservation(account)) {
                var writer = new Holder(specs, summaries, memory);
                var options = context.queryOptions(ticket.memoryBytes() - writerBytes, false);
                engine.execute(handle, plan, inputs, options, writer::append);
                writer.finish();
            }
        } finally {
            cancellation.clearAction();
        }
        context.stage(table.oid(), new Action.SetStatistics(table.oid(), summaries));
    }

    /** Lets segment writers, whose bytes nobody keeps, find out what the columns are like. */
    private static final class Holder {
        private final List<ColumnSpec> specs;
        private final List<ColumnSummary> summaries;
        private final WriterReservation memory;
        private SegmentWriter writer;

        private Holder(List<ColumnSpec> specs, List<ColumnSummary> summaries, WriterReservation memory) {
            this.specs = specs;
            this.summaries = summaries;
            this.memory = memory;
            writer = new SegmentWriter(specs, _ -> {});
        }

        private void append(Batch batch) {
            if (writer.isFull()) {
                finish();
                writer = new SegmentWriter(specs, _ -> {});
            }
            writer.append(batch);
            memory.grow(writer);
        }

        private void finish() {
            var summary = writer.finish();
            for (var column : summary.columns()) {
                summaries.add(ColumnSummary.of(column, summary.rowCount()));
            }
        }
    }
}
