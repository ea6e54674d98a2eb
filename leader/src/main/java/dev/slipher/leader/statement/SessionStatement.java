package dev.slipher.leader.statement;

import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A statement about the session itself: transactions, settings, prepared statements and cursors. */
public sealed interface SessionStatement extends Statement {
    /** What a transaction may ask for; absent means the session's default. */
    record TransactionModes(Optional<String> isolationLevel, Optional<Boolean> readOnly) {}

    /** BEGIN and START TRANSACTION. */
    record Begin(TransactionModes modes, SourceText source) implements SessionStatement {}

    /** COMMIT and END. */
    record Commit(SourceText source) implements SessionStatement {}

    /** ROLLBACK and ABORT. */
    record Rollback(SourceText source) implements SessionStatement {}

    /** SAVEPOINT. */
    record Savepoint(String name, SourceText source) implements SessionStatement {}

    /** RELEASE SAVEPOINT. */
    record ReleaseSavepoint(String name, SourceText source) implements SessionStatement {}

    /** ROLLBACK TO SAVEPOINT. */
    record RollbackTo(String savepoint, SourceText source) implements SessionStatement {}

    /** SET TRANSACTION, or SET SESSION CHARACTERISTICS AS TRANSACTION. */
    record SetTransaction(boolean session, TransactionModes modes, SourceText source) implements SessionStatement {}

    /**
     * SET.
     *
     * @param name in lower case
     * @param values the items after TO or =, without quotes; empty for DEFAULT
     */
    record SetParameter(String name, boolean local, List<String> values, SourceText source)
            implements SessionStatement {
        public SetParameter {
            values = List.copyOf(values);
        }
    }

    /** SET SESSION AUTHORIZATION; the user is absent for DEFAULT. */
    record SetAuthorization(Optional<String> user, boolean local, SourceText source) implements SessionStatement {}

    /** RESET; absent for ALL. */
    record ResetParameter(Optional<String> name, SourceText source) implements SessionStatement {}

    /** SHOW; absent for ALL. */
    record ShowParameter(Optional<String> name, SourceText source) implements SessionStatement {}

    /** SHOW TABLE or SHOW VIEW, which print the CREATE statement. */
    record ShowRelation(boolean view, QualifiedName name, SourceText source) implements SessionStatement {}

    /** PREPARE; parameters beyond {@code types} are inferred. */
    record Prepare(String name, List<SqlType> types, Statement statement, SourceText source)
            implements SessionStatement {
        public Prepare {
            types = List.copyOf(types);
        }
    }

    /** EXECUTE; {@code arguments} is a query of one row, absent when there are none. */
    record Execute(String name, Optional<QueryTree> arguments, SourceText source) implements SessionStatement {}

    /** DEALLOCATE; absent for ALL. */
    record Deallocate(Optional<String> name, SourceText source) implements SessionStatement {}

    /** DECLARE … CURSOR. */
    record DeclareCursor(String name, boolean withHold, QueryTree query, SourceText source)
            implements SessionStatement {}

    /**
     * FETCH or MOVE, forward only.
     *
     * @param count rows; absent for ALL
     */
    record Fetch(String cursor, OptionalLong count, boolean move, SourceText source) implements SessionStatement {}

    /** CLOSE; absent for ALL. */
    record CloseCursor(Optional<String> cursor, SourceText source) implements SessionStatement {}

    /** What DISCARD drops. */
    enum DiscardTarget {
        ALL,
        PLANS,
        TEMPORARY
    }

    record Discard(DiscardTarget target, SourceText source) implements SessionStatement {}

    /** UNLISTEN, with which pools give a session back; there is no LISTEN that it could end. */
    record Unlisten(SourceText source) implements SessionStatement {}

    /** LOCK TABLE. */
    record LockTables(List<QualifiedName> tables, SourceText source) implements SessionStatement {
        public LockTables {
            tables = List.copyOf(tables);
        }
    }

    /** CANCEL process [message]. */
    record CancelQuery(int processId, Optional<String> message, SourceText source) implements SessionStatement {}
}
