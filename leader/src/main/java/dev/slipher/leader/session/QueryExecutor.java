package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.pipeline.BatchConsumer;
import dev.slipher.compute.pipeline.QueryHandle;
import dev.slipher.compute.pipeline.QueryStatistics;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.history.PlanTrace;
import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.wire.connection.ResultSink;
import java.util.List;

/** Runs plans: binds them to the transaction's rows, waits for a slot, and hands the engine's batches on. */
final class QueryExecutor {
    private final SessionContext context;

    QueryExecutor(SessionContext context) {
        this.context = context;
    }

    /** Runs a SELECT and sends its rows to the client. */
    String select(Statement.Query query, StatementRun run) {
        var plan = context.plans().query(query.tree(), run.text(), run);
        context.rights().requireSelect(plan);
        run.sink().columns(run.formats().applyTo(ResultColumns.of(plan)));
        return "SELECT " + send(plan, run);
    }

    private long send(PlannedQuery plan, StatementRun run) {
        try (var buffer = new ClientBuffer(run.sink())) {
            run(plan, run.parameters(), run.record(), buffer);
            buffer.drain();
            run.record().returned(buffer.rowCount(), 0);
            return buffer.rowCount();
        }
    }

    /** Runs a plan, its rows going to {@code consumer} on this thread. */
    QueryStatistics run(PlannedQuery plan, List<Datum> parameters, QueryRecord record, BatchConsumer consumer) {
        return run(plan, plan.plan(), parameters, context.inputs().bind(plan), record, consumer);
    }

    /**
     * Runs a plan node that is made of {@code plan}, its rows going to {@code consumer} on this thread.
     *
     * @param inputs what the node's ids stand for
     */
    QueryStatistics run(
            PlannedQuery plan,
            PlanNode node,
            List<Datum> parameters,
            BoundInputs inputs,
            QueryRecord record,
            BatchConsumer consumer) {
        return run(plan, node, parameters, inputs, record, consumer, false);
    }

    private QueryStatistics run(
            PlannedQuery plan,
            PlanNode node,
            List<Datum> parameters,
            BoundInputs inputs,
            QueryRecord record,
            BatchConsumer consumer,
            boolean timed) {
        if (plan.parameterTypes().size() > parameters.size()) {
            throw new SlipherException(
                    SqlState.UNDEFINED_PARAMETER, "there is no parameter $%d".formatted(parameters.size() + 1));
        }
        var statistics = run(ParameterBinder.bind(node, parameters), inputs, record, consumer, timed);
        record.setTrace(trace(plan, statistics));
        return statistics;
    }

    /** Runs a plan that no query was planned for and that has no parameters, its rows going to {@code consumer}. */
    QueryStatistics run(PlanNode bound, BoundInputs inputs, QueryRecord record, BatchConsumer consumer) {
        return run(bound, inputs, record, consumer, false);
    }

    private QueryStatistics run(
            PlanNode bound, BoundInputs inputs, QueryRecord record, BatchConsumer consumer, boolean timed) {
        var cancellation = context.cancellation();
        var gate = context.warehouse().gate();
        try (var ticket = gate.enter(context.submission(record), cancellation, d -> context.noteDecision(record, d))) {
            record.running(context.now(), ticket.memoryBytes());
            var handle = new QueryHandle();
            cancellation.onCancel(() -> handle.cancel(cancellation.reason()));
            return context.warehouse()
                    .engine()
                    .execute(handle, bound, inputs, context.queryOptions(ticket.memoryBytes(), timed), consumer);
        } finally {
            cancellation.clearAction();
        }
    }

    /** Runs a plan for its figures alone; nobody gets its rows. */
    QueryStatistics measure(PlannedQuery plan, List<Datum> parameters, QueryRecord record) {
        return run(plan, plan.plan(), parameters, context.inputs().bind(plan), record, _ -> {}, true);
    }

    private static PlanTrace trace(PlannedQuery plan, QueryStatistics statistics) {
        return new PlanTrace(() -> ExplainExecutor.lines(plan), PlanSteps.of(statistics));
    }

    /** Sends rows to the client while it takes them, and keeps them in a store as soon as it does not. */
    private final class ClientBuffer implements BatchConsumer, AutoCloseable {
        private final ResultSink sink;
        private final ResultStore store = new ResultStore(context.warehouse().resultDirectory());
        private long rowCount;

        private ClientBuffer(ResultSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(Batch batch) {
            rowCount += batch.selectedCount();
            if (store.isDrained() && sink.isWritable()) {
                sink.rows(batch);
            } else {
                store.append(batch);
                while (sink.isWritable() && !store.isDrained()) {
                    store.take(Batch.CAPACITY, sink::rows);
                }
            }
        }

        /** Sends what is left, at the client's pace; the query has given back its slot and memory by now. */
        private void drain() {
            store.take(Long.MAX_VALUE, (batch, from, count) -> {
                context.cancellation().check();
                sink.rows(batch, from, count);
            });
        }

        private long rowCount() {
            return rowCount;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
