package dev.slipher.leader.session;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import java.util.List;

/** What ALTER TABLE asks of all rows of a table before it promises something of them. */
final class RowChecks {
    private final SessionContext context;
    private final QueryExecutor queries;

    RowChecks(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
    }

    /** Throws 23502 if a row of the table has no value in the column. */
    void requireNoNulls(int tableOid, Column column, StatementRun run) {
        if (hasRows(tableOid, "%s IS NULL".formatted(QualifiedName.quote(column.name())), run)) {
            throw new SlipherException(
                    SqlState.NOT_NULL_VIOLATION,
                    "column \"%s\" of relation \"%s\" contains null values"
                            .formatted(
                                    column.name(),
                                    context.table(tableOid).definition().name()));
        }
    }

    /** Throws 22001 if a row of the table has a string of more than {@code bytes} bytes in the column. */
    void requireMaximumLength(int tableOid, Column column, int bytes, StatementRun run) {
        if (hasRows(tableOid, "octet_length(%s) > %d".formatted(QualifiedName.quote(column.name()), bytes), run)) {
            throw new SlipherException(
                    SqlState.STRING_DATA_RIGHT_TRUNCATION,
                    "column \"%s\" holds values longer than %d bytes".formatted(column.name(), bytes));
        }
    }

    private boolean hasRows(int tableOid, String condition, StatementRun run) {
        var table = context.table(tableOid).definition();
        var plan = context.plans()
                .query("SELECT count(*) FROM %s WHERE %s".formatted(context.qualified(table), condition));
        var found = new long[1];
        queries.read(
                plan,
                List.of(),
                run.record(),
                batch -> found[0] +=
                        batch.column(0).datum(batch.position(0)) instanceof Datum.Integral(long count) ? count : 0);
        return found[0] > 0;
    }
}
