package dev.slipher.leader.session;

import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.Notice;

/** Runs BEGIN, COMMIT, ROLLBACK, SET TRANSACTION and what there is about savepoints. */
final class TransactionExecutor {
    private final SessionContext context;

    TransactionExecutor(SessionContext context) {
        this.context = context;
    }

    String begin(SessionStatement.Begin begin, StatementRun run) {
        if (context.transaction().isInBlock()) {
            run.sink()
                    .notice(Notice.warning(
                            SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress"));
            return "BEGIN";
        }
        context.transaction().beginBlock();
        apply(begin.modes());
        return "BEGIN";
    }

    String commit(StatementRun run) {
        warnOutsideOfBlock(run);
        return context.transaction().tryCommit() ? "COMMIT" : "ROLLBACK";
    }

    String rollback(StatementRun run) {
        warnOutsideOfBlock(run);
        context.transaction().rollback();
        return "ROLLBACK";
    }

    String savepoint(SessionStatement.Savepoint savepoint) {
        requireBlock("SAVEPOINT");
        context.transaction().savepoint(savepoint.name());
        return "SAVEPOINT";
    }

    String release(SessionStatement.ReleaseSavepoint release) {
        requireBlock("RELEASE SAVEPOINT");
        context.transaction().release(release.name());
        return "RELEASE";
    }

    String rollbackTo(SessionStatement.RollbackTo rollback) {
        requireBlock("ROLLBACK TO SAVEPOINT");
        context.transaction().rollbackTo(rollback.savepoint());
        return "ROLLBACK";
    }

    private void requireBlock(String command) {
        if (!context.transaction().isInBlock()) {
            throw new SlipherException(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, "%s can only be used in transaction blocks".formatted(command));
        }
    }

    String set(SessionStatement.SetTransaction set) {
        if (set.session()) {
            set.modes()
                    .isolationLevel()
                    .ifPresent(level -> context.settings().set("default_transaction_isolation", level));
            set.modes()
                    .readOnly()
                    .ifPresent(only -> context.settings().set("default_transaction_read_only", only ? "on" : "off"));
        } else if (context.transaction().isInBlock()) {
            apply(set.modes());
        }
        return "SET";
    }

    private void apply(SessionStatement.TransactionModes modes) {
        modes.isolationLevel().ifPresent(context.transaction()::setIsolation);
        modes.readOnly().ifPresent(only -> context.settings().setLocal("transaction_read_only", only ? "on" : "off"));
    }

    /** Warns whoever ends what no BEGIN began; the implicit transaction of earlier statements ends all the same. */
    private void warnOutsideOfBlock(StatementRun run) {
        if (!context.transaction().isInBlock()) {
            run.sink()
                    .notice(Notice.warning(SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress"));
        }
    }

    /** Throws if the transaction was declared READ ONLY. */
    static void requireWritable(SessionContext context, String command) {
        if (context.settings().isOn("transaction_read_only")) {
            throw new SlipherException(
                    SqlState.READ_ONLY_SQL_TRANSACTION,
                    "cannot execute %s in a read-only transaction".formatted(command));
        }
    }
}
