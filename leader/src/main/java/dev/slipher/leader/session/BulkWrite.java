package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.Writing;
import dev.slipher.compute.fragment.Writing.Taking;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.storage.catalog.Table;
import java.util.List;
import java.util.Map;

/** Writes the many rows of a query to new segments of a table, all workers at once. */
final class BulkWrite {
    /** Rows that are worth segments of several writers. */
    private static final double MANY_ROWS = 250_000;

    private static final int TARGET_ID = 0;

    private final SessionContext context;
    private final QueryExecutor queries;

    BulkWrite(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
    }

    /** Whether a query promises many rows. */
    static boolean suits(PlannedQuery query) {
        return query.plan().estimate().rows() >= MANY_ROWS;
    }

    /**
     * Runs the query; its rows are in segments then, and nothing is staged yet.
     *
     * @param inputs what the query's ids stand for
     * @param columnIds permanent ids of the query's columns, but for the one of addresses that {@code taking} may ask for
     */
    TableWrite write(
            PlannedQuery query,
            BoundInputs inputs,
            Table table,
            List<Integer> columnIds,
            Taking taking,
            StatementRun run) {
        var write = new TableWrite(context, table);
        var writing = new Writing.Segments(table.definition(), columnIds, taking);
        queries.run(
                query,
                new PlanNode.Write(TARGET_ID, writing, query.plan(), List.of()),
                run.parameters(),
                new BoundInputs(
                        inputs.scans(), inputs.relations(), inputs.sources(), Map.of(TARGET_ID, write.target())),
                run.record(),
                _ -> {});
        return write;
    }
}
