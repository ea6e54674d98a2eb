package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.SegmentTarget;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Table;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
     * @param columnIds permanent ids of the columns of the batches that are left of the query's
     * @param selections gives each worker what makes, of the query's batches, those of the rows to write
     */
    SegmentTarget write(
            PlannedQuery query,
            BoundInputs inputs,
            Table table,
            List<Integer> columnIds,
            Supplier<UnaryOperator<Batch>> selections,
            StatementRun run) {
        var segments = context.newSegments(table);
        var completed = new CompletedTarget(segments, new RowCompletion(context, table, columnIds), selections);
        queries.run(
                query,
                new PlanNode.Write(TARGET_ID, query.plan(), List.of()),
                run.parameters(),
                new BoundInputs(inputs.scans(), inputs.relations(), inputs.sources(), Map.of(TARGET_ID, completed)),
                run.record(),
                _ -> {});
        return segments;
    }
}
