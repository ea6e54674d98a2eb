package dev.slipher.leader.session;

import dev.slipher.leader.load.CopyLineWriter;
import dev.slipher.leader.load.CopyToOptions;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.DataStatement.CopyEndpoint;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/** Runs COPY TO STDOUT. */
final class CopyToExecutor {
    private final SessionContext context;
    private final QueryExecutor queries;

    CopyToExecutor(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
    }

    String copy(DataStatement.CopyTo copy, StatementRun run) {
        if (copy.endpoint() instanceof CopyEndpoint.Location) {
            throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "COPY to a file of the server is not supported")
                    .withHint("COPY TO STDOUT, or psql's \\copy, writes a file of the client.");
        }
        var options = CopyToOptions.read(copy.options());
        var plan = context.plans().query(copy.query(), run.text(), run);
        context.rights().requireSelect(plan);
        var types = plan.columns().stream().map(PlannedQuery.ResultColumn::type).toList();
        var lines = new CopyLineWriter(options, types, context.time());
        run.sink().copyOut(types.size());
        if (options.header()) {
            var names =
                    plan.columns().stream().map(PlannedQuery.ResultColumn::name).toList();
            send(lines.header(names), run);
        }
        var rows = new long[1];
        queries.run(plan, run.parameters(), run.record(), batch -> {
            sendRows(batch, lines, run);
            rows[0] += batch.selectedCount();
        });
        return "COPY " + rows[0];
    }

    private static void sendRows(Batch batch, CopyLineWriter lines, StatementRun run) {
        for (int i = 0; i < batch.selectedCount(); i++) {
            int position = VectorValues.position(batch, i);
            lines.begin();
            for (int column = 0; column < batch.columnCount(); column++) {
                lines.add(column, batch.column(column).datum(position));
            }
            send(lines, run);
        }
    }

    private static void send(CopyLineWriter lines, StatementRun run) {
        var line = lines.end();
        run.sink().copyLine(line.bytes(), 0, line.length());
    }
}
