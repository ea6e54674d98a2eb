package dev.slipher.leader.session;

import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.systemtable.RowCollector;
import dev.slipher.leader.systemtable.SystemColumn;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ResultColumn;
import java.util.List;
import java.util.Optional;

/** Runs SHOW TABLE and SHOW VIEW. */
final class ShowExecutor {
    private static final SqlType TEXT = new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);

    private final SessionContext context;

    ShowExecutor(SessionContext context) {
        this.context = context;
    }

    /** Returns the column that the statement gives. */
    static List<ResultColumn> columns(SessionStatement.ShowRelation show) {
        return List.of(ResultColumn.of("Show %s DDL statement".formatted(show.view() ? "View" : "Table"), TEXT));
    }

    String show(SessionStatement.ShowRelation show, StatementRun run) {
        Definition relation = context.names().relation(show.name());
        var text = switch (relation) {
            case TableDefinition table
            when !show.view() -> DefinitionText.of(context.qualified(table), table, this::table);
            case ViewDefinition view when show.view() -> DefinitionText.of(context.qualified(view), view);
            default ->
                throw new SlipherException(
                                SqlState.WRONG_OBJECT_TYPE,
                                "\"%s\" is not a %s".formatted(show.name().name(), show.view() ? "view" : "table"))
                        .withPosition(show.name().position());
        };
        var columns = columns(show);
        var rows = new RowCollector(
                columns.stream().map(c -> new SystemColumn(c.name(), c.type())).toList());
        rows.add(text);
        run.sink().columns(run.formats().applyTo(columns));
        rows.toBatches().forEach(run.sink()::rows);
        return "SHOW";
    }

    private Optional<TableDefinition> table(int oid) {
        return context.findTable(oid).map(Table::definition);
    }
}
