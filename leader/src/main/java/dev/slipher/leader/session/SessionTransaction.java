package dev.slipher.leader.session;

import dev.slipher.leader.history.SessionRecord;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.transaction.Isolation;
import dev.slipher.leader.transaction.LockMode;
import dev.slipher.leader.transaction.TemporaryTables;
import dev.slipher.leader.transaction.Transaction;
import dev.slipher.leader.transaction.Transactions;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.log.Staging;
import dev.slipher.wire.connection.TransactionStatus;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands: outside of any transaction, in an implicit one that ends with its statements, in a block, or in
 * a block that failed and, unless it has savepoints, has already been rolled back.
 */
final class SessionTransaction {
    private enum State {
        NONE,
        IMPLICIT,
        BLOCK,
        FAILED_BLOCK
    }

    private static final String ISOLATION = "transaction_isolation";
    private static final String READ_ONLY = "transaction_read_only";

    private final CommitLog log;
    private final Transactions transactions;
    private final Clock clock;
    private final SessionRecord record;
    private final SessionSettings settings;
    private final Cancellation cancellation;
    private final Portals portals;
    private final TemporaryTables temporary;

    /** The youngest first; all belong to the current transaction. */
    private final ArrayDeque<Savepoint> savepoints = new ArrayDeque<>();

    /** What is done once the transaction has committed, in this order. */
    private final List<Runnable> onceCommitted = new ArrayList<>();

    private State state = State.NONE;
    private @Nullable Transaction current;
    private boolean versionTaken;
    private boolean peeking;
    private boolean stagedDefinitions;

    /** A place that the transaction can go back to. */
    private record Savepoint(
            String name,
            Transaction.Mark mark,
            SessionSettings.Values settings,
            Set<Portal> portals,
            int onceCommittedCount) {}

    SessionTransaction(
            CommitLog log,
            Transactions transactions,
            Clock clock,
            SessionRecord record,
            SessionSettings settings,
            Cancellation cancellation,
            Portals portals) {
        this.log = log;
        this.transactions = transactions;
        this.clock = clock;
        this.record = record;
        this.settings = settings;
        this.cancellation = cancellation;
        this.portals = portals;
        this.temporary = new TemporaryTables(log.openStaging());
    }

    TransactionStatus status() {
        return switch (state) {
            case NONE, IMPLICIT -> TransactionStatus.IDLE;
            case BLOCK -> TransactionStatus.IN_BLOCK;
            case FAILED_BLOCK -> TransactionStatus.FAILED_BLOCK;
        };
    }

    /** Returns whether BEGIN was said, and neither COMMIT nor ROLLBACK since. */
    boolean isInBlock() {
        return state == State.BLOCK || state == State.FAILED_BLOCK;
    }

    boolean isFailed() {
        return state == State.FAILED_BLOCK;
    }

    /** Makes sure that a statement has a transaction to run in. */
    void ensureStarted() {
        if (state == State.NONE) {
            start(State.IMPLICIT);
        }
    }

    private void start(State next) {
        current = transactions.begin(record.processId(), temporary);
        versionTaken = false;
        stagedDefinitions = false;
        settings.begin();
        takeDefault(ISOLATION);
        takeDefault(READ_ONLY);
        state = next;
        record.setTransaction(next == State.BLOCK ? 'T' : 'I', next == State.BLOCK ? clock.instant() : null);
    }

    /** A mode belongs to one transaction; the next begins with the session's default again. */
    private void takeDefault(String setting) {
        var value = settings.show("default_" + setting);
        if (!value.equals(settings.show(setting))) {
            settings.setLocal(setting, value);
        }
    }

    /** Returns the isolation in force; whatever is less than serializable gets a snapshot, as in Redshift. */
    private Isolation isolation() {
        return settings.show(ISOLATION).equals("serializable") ? Isolation.SERIALIZABLE : Isolation.SNAPSHOT;
    }

    /**
     * Sets the isolation of the transaction that runs.
     *
     * @throws SlipherException 25001 if it has looked at anything yet
     */
    void setIsolation(String level) {
        if (versionTaken) {
            throw new SlipherException(
                    SqlState.ACTIVE_SQL_TRANSACTION, "SET TRANSACTION ISOLATION LEVEL must be called before any query");
        }
        settings.setLocal(ISOLATION, level);
    }

    /** BEGIN; an implicit transaction becomes the block's. */
    void beginBlock() {
        if (state == State.NONE) {
            start(State.BLOCK);
        } else {
            state = State.BLOCK;
            record.setTransaction('T', clock.instant());
        }
    }

    /** Commits what runs, in a block or not; returns false if the block had failed, so that all it did is undone. */
    boolean tryCommit() {
        if (state == State.FAILED_BLOCK) {
            rollback();
            return false;
        }
        commit();
        return true;
    }

    /** Commits what runs outside of a block, if anything does. */
    void endImplicit() {
        if (state == State.IMPLICIT) {
            commit();
        }
    }

    /** Ends whatever runs, without a trace. */
    void rollback() {
        if (current != null) {
            current.rollback();
        }
        finish(false);
    }

    /** An error has happened: an implicit transaction is gone, a block waits for its end. */
    void fail() {
        switch (state) {
            case NONE, FAILED_BLOCK -> {}
            case IMPLICIT -> rollback();
            case BLOCK -> {
                if (current != null && savepoints.isEmpty()) {
                    current.rollback();
                    current = null;
                }
                state = State.FAILED_BLOCK;
                record.setTransaction('E', record.transactionStartedAt());
            }
        }
    }

    /** SAVEPOINT: one of the same name is hidden until the new one is gone. */
    void savepoint(String name) {
        savepoints.push(
                new Savepoint(name, open().mark(), settings.values(), portals.ofTransaction(), onceCommitted.size()));
    }

    /** RELEASE SAVEPOINT: what was done since stays done. */
    void release(String name) {
        popTo(name);
        savepoints.pop();
    }

    /** ROLLBACK TO SAVEPOINT: what was done since is undone, and a block that had failed goes on. */
    void rollbackTo(String name) {
        var savepoint = popTo(name);
        open().rollbackTo(savepoint.mark());
        settings.restore(savepoint.settings());
        portals.removeMadeSince(savepoint.portals());
        onceCommitted
                .subList(savepoint.onceCommittedCount(), onceCommitted.size())
                .clear();
        state = State.BLOCK;
        record.setTransaction('T', record.transactionStartedAt());
    }

    /** Forgets the savepoints that are younger than the one of that name, which it returns. */
    private Savepoint popTo(String name) {
        if (savepoints.stream().noneMatch(s -> s.name().equals(name))) {
            throw new SlipherException(
                    SqlState.INVALID_SAVEPOINT_SPECIFICATION, "savepoint \"%s\" does not exist".formatted(name));
        }
        while (!savepoints.element().name().equals(name)) {
            savepoints.pop();
        }
        return savepoints.element();
    }

    private void commit() {
        var ending = current;
        boolean committed = false;
        try {
            if (ending != null) {
                await(ending::awaitRoom);
            }
            cancellation.commit();
            if (ending != null) {
                ending.commit(isolation());
            }
            committed = true;
        } finally {
            if (ending != null) {
                ending.rollback();
            }
            finish(committed);
        }
    }

    private void finish(boolean committed) {
        var due = List.copyOf(onceCommitted);
        onceCommitted.clear();
        current = null;
        savepoints.clear();
        state = State.NONE;
        settings.end(committed);
        portals.endTransaction(committed);
        record.setTransaction('I', null);
        if (committed) {
            due.forEach(Runnable::run);
        }
    }

    /** Commits what was done so far and goes on in the same modes, as TRUNCATE does. */
    void commitAndContinue() {
        var before = state;
        var since = record.transactionStartedAt();
        var isolation = settings.show(ISOLATION);
        var readOnly = settings.show(READ_ONLY);
        boolean committed = false;
        try {
            commit();
            committed = true;
        } finally {
            if (!committed && before == State.BLOCK) {
                state = State.FAILED_BLOCK;
                record.setTransaction('E', since);
            }
        }
        start(before);
        settings.setLocal(ISOLATION, isolation);
        settings.setLocal(READ_ONLY, readOnly);
    }

    /** Has something done once what runs has committed, and never if it is rolled back; it must not fail. */
    void onceCommitted(Runnable action) {
        onceCommitted.add(action);
    }

    long id() {
        return current == null ? 0 : current.id();
    }

    /** Returns what the next statement sees: the transaction's version and changes, or the newest version. */
    Catalog catalog() {
        if (current == null || peeking && !versionTaken) {
            return log.current();
        }
        versionTaken = true;
        return current.catalog();
    }

    /** Returns the same without choosing the transaction's version: as long as it has none, the newest. */
    Catalog seen() {
        return current == null || !versionTaken ? log.current() : current.catalog();
    }

    /** Looks something up without yet choosing the transaction's version. */
    <T> T peek(Supplier<T> lookup) {
        peeking = true;
        try {
            return lookup.get();
        } finally {
            peeking = false;
        }
    }

    /** Returns the session's temporary tables. */
    Catalog temporary() {
        return current == null ? temporary.catalog() : current.temporary();
    }

    /** Notes that the rows of a table are read. */
    void noteRead(int tableOid) {
        if (current != null && current.temporary().findTable(tableOid).isEmpty()) {
            current.noteRead(tableOid);
        }
    }

    void stage(Action action) {
        stagedDefinitions |=
                action instanceof Action.Create || action instanceof Action.Alter || action instanceof Action.Drop;
        open().stage(action);
        versionTaken = true;
    }

    void stageTemporary(Action action) {
        open().stageTemporary(action);
    }

    /** Returns where to write segments of a table. */
    Staging staging(int tableOid) {
        return open().staging(tableOid);
    }

    /** Returns whether this transaction sees definitions that others do not. */
    boolean hasStagedDefinitions() {
        return stagedDefinitions && current != null;
    }

    int newOid() {
        return log.allocateOid();
    }

    long drawIdentities(Table table, int columnId, long count) {
        return open().drawIdentities(table, columnId, count);
    }

    /** Takes a table's lock; waiting for it ends when the statement is cancelled, or after {@code lock_timeout}. */
    void lockTable(int tableOid, LockMode mode) {
        await(() -> open().lock(tableOid, mode, settings.number("lock_timeout")));
    }

    /** Ends what runs without a trace, and with it the temporary tables. */
    void close() {
        try {
            rollback();
        } finally {
            temporary.close();
        }
    }

    private void await(Runnable wait) {
        try (var _ = cancellation.interruptsThisThread()) {
            wait.run();
        }
        cancellation.check();
    }

    private Transaction open() {
        if (current == null) {
            throw new IllegalStateException("no transaction is open");
        }
        return current;
    }
}
