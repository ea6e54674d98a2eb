package dev.slipher.leader.session;

import dev.slipher.leader.load.CopyFormat;
import dev.slipher.leader.load.CopyLineWriter;
import dev.slipher.leader.load.CopyToOptions;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.result.RowOutlet;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.DataStatement.CopyEndpoint;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ResultSink;
import dev.slipher.wire.format.CopyBinary;
import dev.slipher.wire.format.ValueFormat;
import java.util.List;

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
        boolean binary = CopyFormat.isBinary(copy.options());
        var plan = context.plans().query(copy.query(), run.text(), run).shown();
        context.rights().requireSelect(plan);
        var types = plan.columns().stream().map(PlannedQuery.ResultColumn::type).toList();
        return "COPY "
                + (binary ? binary(plan, types, run) : text(plan, types, CopyToOptions.read(copy.options()), run));
    }

    private long binary(PlannedQuery plan, List<SqlType> types, StatementRun run) {
        run.sink().copyOut(ValueFormat.BINARY, types.size());
        var time = context.time();
        var row = new ByteSink(1024);
        // The first row goes out with what precedes it, as PostgreSQL has it.
        CopyBinary.appendHeader(row);
        LineWriter writer = (batch, position) -> {
            CopyBinary.beginRow(types.size(), row);
            for (int column = 0; column < types.size(); column++) {
                CopyBinary.appendField(types.get(column), batch.column(column).datum(position), time, row);
            }
            send(row, run);
            row.clear();
        };
        var rows = queries.send(plan, run, new LineOutlet(run.sink(), writer));
        CopyBinary.appendEnd(row);
        send(row, run);
        return rows;
    }

    private long text(PlannedQuery plan, List<SqlType> types, CopyToOptions options, StatementRun run) {
        var lines = new CopyLineWriter(options, types, context.time());
        run.sink().copyOut(ValueFormat.TEXT, types.size());
        if (options.header()) {
            var names =
                    plan.columns().stream().map(PlannedQuery.ResultColumn::name).toList();
            send(lines.header(names).end(), run);
        }
        LineWriter writer = (batch, position) -> {
            lines.begin();
            for (int column = 0; column < batch.columnCount(); column++) {
                lines.add(column, batch.column(column).datum(position));
            }
            send(lines.end(), run);
        };
        return queries.send(plan, run, new LineOutlet(run.sink(), writer));
    }

    private static void send(ByteSink row, StatementRun run) {
        run.sink().copyLine(row.bytes(), 0, row.length());
    }

    /** Writes one row as a line. */
    @FunctionalInterface
    private interface LineWriter {
        void write(Batch batch, int position);
    }

    /** Makes a line of each row. */
    private record LineOutlet(ResultSink sink, LineWriter writer) implements RowOutlet {
        @Override
        public void send(Batch batch, int from, int count) {
            for (int i = from; i < from + count; i++) {
                writer.write(batch, batch.position(i));
            }
        }

        @Override
        public int offer(Batch batch, int from, int count) {
            int sent = 0;
            while (sent < count && sink.isWritable()) {
                writer.write(batch, batch.position(from + sent));
                sent++;
            }
            return sent;
        }
    }
}
