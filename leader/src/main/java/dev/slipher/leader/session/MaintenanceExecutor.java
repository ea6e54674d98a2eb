package dev.slipher.leader.session;

import dev.slipher.leader.statement.MaintenanceStatement;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.Notice;
import java.util.List;
import java.util.Optional;

/** Runs ANALYZE and VACUUM. */
final class MaintenanceExecutor {
    private final SessionContext context;

    MaintenanceExecutor(SessionContext context) {
        this.context = context;
    }

    String execute(MaintenanceStatement statement, StatementRun run) {
        return switch (statement) {
            case MaintenanceStatement.Analyze analyze -> analyze(analyze, run);
            case MaintenanceStatement.Vacuum vacuum -> vacuum(vacuum, run);
            case MaintenanceStatement.AnalyzeCompression _ ->
                throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "ANALYZE COMPRESSION is not supported");
        };
    }

    private String analyze(MaintenanceStatement.Analyze analyze, StatementRun run) {
        for (var table : tables(analyze.table(), "analyze", run)) {
            new TableAnalysis(context).analyze(table, run);
        }
        return "ANALYZE";
    }

    private String vacuum(MaintenanceStatement.Vacuum vacuum, StatementRun run) {
        if (context.transaction().isInBlock()) {
            throw new SlipherException(SqlState.ACTIVE_SQL_TRANSACTION, "VACUUM cannot run inside a transaction block");
        }
        boolean sorts = vacuum.kind() != MaintenanceStatement.VacuumKind.DELETE_ONLY;
        // No version is taken: a compaction's work could not be forgotten while it is open.
        var tables = context.transaction().peek(() -> tables(vacuum.table(), "vacuum", run));
        try (var ticket = context.admit(run.record(), false)) {
            for (var table : tables) {
                if (!context.temporary().contains(table.oid())) {
                    context.warehouse()
                            .compaction()
                            .vacuum(table.oid(), sorts, ticket.memoryBytes(), context.cancellation());
                }
            }
        }
        return "VACUUM";
    }

    /**
     * Returns the tables that the user may maintain, because he owns them or the database; that a named one is not among
     * them is a warning, as in PostgreSQL.
     */
    private List<Table> tables(Optional<QualifiedName> name, String verb, StatementRun run) {
        boolean ownsDatabase = context.rights().owns(context.database());
        if (name.isPresent()) {
            var table = context.names().table(name.get());
            if (ownsDatabase || context.rights().owns(table.definition())) {
                return List.of(table);
            }
            run.sink()
                    .notice(Notice.warning(
                            SqlState.WARNING,
                            "skipping \"%s\" --- only table or database owner can %s it"
                                    .formatted(table.name(), verb)));
            return List.of();
        }
        var catalog = context.transaction().catalog();
        return catalog.schemas(context.databaseOid()).stream()
                .flatMap(schema ->
                        catalog.tables().stream().filter(t -> t.definition().schemaOid() == schema.oid()))
                .filter(t -> ownsDatabase || t.definition().ownerOid() == context.userOid())
                .toList();
    }
}
