package dev.slipher.leader.session;

import dev.slipher.leader.result.ResultStore;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.ParameterType;
import dev.slipher.wire.connection.ResultFormats;
import dev.slipher.wire.connection.StatementDescription;
import java.util.List;
import java.util.Optional;

/** Runs DECLARE, FETCH, MOVE and CLOSE; a cursor's rows are computed when it is declared, and kept on the leader. */
final class CursorExecutor {
    private final SessionContext context;
    private final QueryExecutor queries;

    CursorExecutor(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
    }

    String declare(SessionStatement.DeclareCursor declare, StatementRun run) {
        if (!context.transaction().isInBlock() && !declare.withHold()) {
            throw new SlipherException(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, "DECLARE CURSOR can only be used in transaction blocks");
        }
        if (context.portals().find(declare.name()).isPresent()) {
            throw new SlipherException(
                    SqlState.DUPLICATE_CURSOR, "cursor \"%s\" already exists".formatted(declare.name()));
        }
        var plan = context.plans()
                .query(declare.query(), declare.query().source().text(), run)
                .shown();
        context.rights().requireSelect(plan);
        var description = new StatementDescription(List.<ParameterType>of(), ResultColumns.of(plan));
        var prepared = new PreparedStatement(
                declare.name(), declare.query().source().text(), Optional.of(declare), List.of(), description);
        var portal = new Portal(
                declare.name(),
                prepared,
                List.of(),
                ResultFormats.TEXT.applyTo(description.columns()),
                ResultFormats.TEXT,
                declare.withHold());
        portal.setStore(ResultStore.filled(
                context.warehouse().results(),
                store -> queries.read(plan, run.parameters(), run.record(), store::append)));
        context.portals().put(portal);
        return "DECLARE CURSOR";
    }

    String fetch(SessionStatement.Fetch fetch, StatementRun run) {
        var portal = context.portals().cursor(fetch.cursor());
        var store = portal.store();
        if (store == null) {
            throw new SlipherException(
                    SqlState.INVALID_CURSOR_STATE, "cursor \"%s\" is not open".formatted(fetch.cursor()));
        }
        long wanted = fetch.count().orElse(Long.MAX_VALUE);
        if (fetch.move()) {
            return "MOVE " + store.take(wanted, (_, _, _) -> {});
        }
        run.sink().columns(run.formats().applyTo(portal.columns()));
        return "FETCH " + store.take(wanted, run.sink()::rows);
    }

    String close(SessionStatement.CloseCursor close) {
        if (close.cursor().isEmpty()) {
            context.portals().closeAll();
            return "CLOSE CURSOR ALL";
        }
        context.portals().cursor(close.cursor().get());
        context.portals().remove(close.cursor().get());
        return "CLOSE CURSOR";
    }
}
