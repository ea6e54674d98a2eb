package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.pipeline.BatchConsumer;
import dev.slipher.compute.pipeline.QueryHandle;
import dev.slipher.compute.pipeline.QueryStatistics;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.history.PlanTrace;
import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.result.ClientBuffer;
import dev.slipher.leader.result.RowOutlet;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import java.util.List;
import java.util.Optional;

/** Runs plans: binds them to the transaction's rows, waits for a slot, and hands the engine's batches on. */
final class QueryExecutor {
    /** What keeps the rows that come up on the session's thread has this part of the statement's memory. */
    private static final int KEEPER_PART = 4;

    /** The plan of a longer text is large, so that only what EXPLAIN says of it is kept for system tables. */
    private static final int LONGEST_TEXT_OF_KEPT_PLAN = 1_000;

    private final SessionContext context;
    private final Optional<Observer> observer;

    /** What a plan is run for. */
    private enum Purpose {
        READ,
        CHANGE,
        MEASURE
    }

    /** Is told what became of each plan that was run. */
    @FunctionalInterface
    interface Observer {
        void ran(PlannedQuery plan, QueryStatistics statistics);
    }

    /** What takes a query's rows and needs memory for them. */
    @FunctionalInterface
    interface RowKeeper {
        /** Has {@code memory} for rows until what is returned is closed. */
        Keeping within(MemoryAccount memory);
    }

    /** The time in which a part of a query's grant is its keeper's. */
    interface Keeping extends AutoCloseable {
        /** Ends what was begun; no more rows come. */
        void complete();

        @Override
        void close();
    }

    QueryExecutor(SessionContext context) {
        this(context, Optional.empty());
    }

    private QueryExecutor(SessionContext context, Optional<Observer> observer) {
        this.context = context;
        this.observer = observer;
    }

    /** Returns an executor that measures the time of each step. */
    QueryExecutor observedBy(Observer seen) {
        return new QueryExecutor(context, Optional.of(seen));
    }

    /** Runs a SELECT and sends its rows to the client. */
    String select(Statement.Query query, StatementRun run) {
        var plan = context.plans().query(query.tree(), run.text(), run).shown();
        context.rights().requireSelect(plan);
        run.sink().columns(run.formats().applyTo(ResultColumns.of(plan)));
        return "SELECT " + send(plan, run, RowOutlet.rows(run.sink()));
    }

    /**
     * Runs a plan and sends its rows to the client; however slow that is, the query ends at the engine's pace, and what is
     * left of its rows waits for the client without a slot.
     *
     * @return how many rows there were
     */
    long send(PlannedQuery plan, StatementRun run, RowOutlet outlet) {
        var record = run.record();
        var cancellation = context.cancellation();
        try (var buffer = new ClientBuffer(outlet, context.warehouse().results(), cancellation)) {
            read(plan, run.parameters(), record, buffer);
            record.returning(context.now());
            buffer.drain();
            record.returned(buffer.rowCount(), 0);
            return buffer.rowCount();
        }
    }

    /** Runs a plan for its rows alone, which go to {@code consumer} on this thread. */
    QueryStatistics read(PlannedQuery plan, List<Datum> parameters, QueryRecord record, BatchConsumer consumer) {
        return run(
                plan,
                plan.plan(),
                parameters,
                context.inputs().bind(plan),
                Purpose.READ,
                record,
                Optional.empty(),
                consumer);
    }

    /** Runs a plan for a change, its rows going to {@code writer}, as below. */
    QueryStatistics write(PlannedQuery plan, List<Datum> parameters, QueryRecord record, RowWriter writer) {
        return write(
                plan, plan.plan(), parameters, context.inputs().bind(plan), record, writer::within, writer::append);
    }

    /**
     * Runs a plan node for a change, its rows going to {@code keeper} by way of {@code consumer}. A part of the statement's
     * memory is the keeper's, which is complete when this returns.
     */
    QueryStatistics write(
            PlannedQuery plan,
            PlanNode node,
            List<Datum> parameters,
            BoundInputs inputs,
            QueryRecord record,
            RowKeeper keeper,
            BatchConsumer consumer) {
        return run(plan, node, parameters, inputs, Purpose.CHANGE, record, Optional.of(keeper), consumer);
    }

    /**
     * Runs a plan node that is made of {@code plan}, for a change, its rows going to {@code consumer} on this thread.
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
        return run(plan, node, parameters, inputs, Purpose.CHANGE, record, Optional.empty(), consumer);
    }

    private QueryStatistics run(
            PlannedQuery plan,
            PlanNode node,
            List<Datum> parameters,
            BoundInputs inputs,
            Purpose purpose,
            QueryRecord record,
            Optional<RowKeeper> keeper,
            BatchConsumer consumer) {
        if (plan.parameterTypes().size() > parameters.size()) {
            throw new SlipherException(
                    SqlState.UNDEFINED_PARAMETER, "there is no parameter $%d".formatted(parameters.size() + 1));
        }
        var leaderOnly = purpose != Purpose.CHANGE && !plan.readsStoredTables();
        var timed = purpose == Purpose.MEASURE || observer.isPresent();
        var bound = ParameterBinder.bind(node, parameters);
        var statistics = run(bound, inputs, leaderOnly, record, keeper, consumer, timed);
        record.setTrace(trace(plan, statistics, record));
        observer.ifPresent(seen -> seen.ran(plan, statistics));
        return statistics;
    }

    /**
     * Runs a plan that no query was planned for and that has no parameters, for a change, its rows going to {@code consumer}.
     */
    QueryStatistics run(PlanNode bound, BoundInputs inputs, QueryRecord record, BatchConsumer consumer) {
        return run(bound, inputs, false, record, Optional.empty(), consumer, false);
    }

    private QueryStatistics run(
            PlanNode bound,
            BoundInputs inputs,
            boolean leaderOnly,
            QueryRecord record,
            Optional<RowKeeper> keeper,
            BatchConsumer consumer,
            boolean timed) {
        var cancellation = context.cancellation();
        var engine = context.warehouse().engine();
        try (var ticket = context.admit(record, leaderOnly)) {
            var handle = new QueryHandle();
            cancellation.onCancel(() -> handle.cancel(cancellation.reason()));
            if (keeper.isEmpty()) {
                var options = context.queryOptions(ticket.memoryBytes(), timed);
                return engine.execute(handle, bound, inputs, options, consumer);
            }
            long keptBytes = ticket.memoryBytes() / KEEPER_PART;
            try (var account = engine.pool().openAccount(keptBytes);
                    var keeping = keeper.get().within(account)) {
                var options = context.queryOptions(ticket.memoryBytes() - keptBytes, timed);
                var statistics = engine.execute(handle, bound, inputs, options, consumer);
                keeping.complete();
                return statistics;
            }
        } finally {
            cancellation.clearAction();
        }
    }

    /** Runs a plan for its figures alone; nobody gets its rows. */
    QueryStatistics measure(PlannedQuery plan, List<Datum> parameters, QueryRecord record) {
        return run(
                plan,
                plan.plan(),
                parameters,
                context.inputs().bind(plan),
                Purpose.MEASURE,
                record,
                Optional.empty(),
                _ -> {});
    }

    private static PlanTrace trace(PlannedQuery plan, QueryStatistics statistics, QueryRecord record) {
        var steps = PlanSteps.of(statistics);
        return record.text().length() > LONGEST_TEXT_OF_KEPT_PLAN
                ? PlanTrace.of(ExplainExecutor.lines(plan), steps)
                : new PlanTrace(() -> ExplainExecutor.lines(plan), steps);
    }
}
