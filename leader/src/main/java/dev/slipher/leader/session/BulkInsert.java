package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.table.TableOrder;
import dev.slipher.storage.catalog.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Adds the many rows of a query to a table, all workers writing segments at once. */
final class BulkInsert {
    /** Rows that are worth segments of several writers. */
    private static final double MANY_ROWS = 250_000;

    private static final int TARGET_ID = 0;

    private final SessionContext context;
    private final QueryExecutor queries;

    BulkInsert(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
    }

    /** Whether a query promises many rows, for a table that does not want them in one order. */
    static boolean suits(PlannedQuery query, Table table, List<Integer> columnIds) {
        return query.plan().estimate().rows() >= MANY_ROWS
                && TableOrder.of(table.definition(), columnIds).isEmpty();
    }

    /**
     * Runs the query and stages its rows in the session's transaction.
     *
     * @param columnIds permanent ids of the query's columns
     * @return how many there were
     */
    long insert(PlannedQuery query, Table table, List<Integer> columnIds, StatementRun run) {
        var segments = context.newSegments(table);
        var completed = new CompletedTarget(segments, new RowCompletion(context, table, columnIds));
        var inputs = context.inputs().bind(query);
        var count = new AtomicLong();
        queries.run(
                query,
                new PlanNode.Write(TARGET_ID, query.plan(), List.of()),
                run.parameters(),
                new BoundInputs(inputs.scans(), inputs.relations(), inputs.sources(), Map.of(TARGET_ID, completed)),
                run.record(),
                written -> count.addAndGet(Vectors.longAt(written.column(0), written.position(0))));
        context.stage(table, segments);
        return count.get();
    }
}
