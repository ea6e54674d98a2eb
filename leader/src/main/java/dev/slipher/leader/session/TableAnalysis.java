package dev.slipher.leader.session;

import static java.util.Objects.requireNonNull;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.WriterReservation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ColumnSummaries;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.segment.ColumnSpec;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What ANALYZE does: looks at all rows of a table and remembers what they are like. */
final class TableAnalysis {
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
        var plan = new PlanNode.Scan(
                0,
                table.name(),
                columns.stream().map(c -> c.id()).toList(),
                columns.stream().<SqlType>map(c -> c.type()).toList(),
                Optional.empty(),
                PlanNode.Estimate.UNKNOWN);
        var inputs = new BoundInputs(Map.of(0, context.inputs().bind(table).scan()), Map.of());
        var holder = new Holder(specs);
        var queries = new QueryExecutor(context);
        queries.run(plan, inputs, run.record(), holder::within, holder::append);
        context.stage(table.oid(), new Action.SetStatistics(table.oid(), holder.summaries.columns()));
    }

    /** Lets segment writers, whose bytes nobody keeps, find out what the columns are like. */
    private static final class Holder {
        private final List<ColumnSpec> specs;
        private final ColumnSummaries summaries = new ColumnSummaries();
        private SegmentWriter writer;
        private @Nullable WriterReservation memory;

        private Holder(List<ColumnSpec> specs) {
            this.specs = specs;
            writer = new SegmentWriter(specs, _ -> {});
        }

        private QueryExecutor.Keeping within(MemoryAccount account) {
            var reservation = new WriterReservation(account);
            memory = reservation;
            return new QueryExecutor.Keeping() {
                @Override
                public void complete() {
                    finish();
                }

                @Override
                public void close() {
                    reservation.close();
                }
            };
        }

        private void append(Batch batch) {
            if (writer.isFull()) {
                finish();
                writer = new SegmentWriter(specs, _ -> {});
            }
            writer.append(batch);
            requireNonNull(memory).grow(writer);
        }

        private void finish() {
            summaries.add(writer.finish());
        }
    }
}
