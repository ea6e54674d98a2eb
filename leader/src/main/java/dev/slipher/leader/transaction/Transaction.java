package dev.slipher.leader.transaction;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.log.Snapshot;
import dev.slipher.storage.log.Staging;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a session, used by one thread at a time: a version of the catalog, taken when it is first asked for,
 * with the actions that the transaction has staged on top of it.
 *
 * <p>It ends by {@link #commit} or {@link #rollback()}, and is of no use afterwards.
 */
public final class Transaction {
    /** What an action that adds rows takes besides them. */
    private static final int ACTION_BYTES = 256;

    private final long id;
    private final int sessionId;
    private final CommitLog log;
    private final TableLocks locks;
    private final TemporaryTables temporaryTables;
    private final RowsInSegments rowsInSegments;
    private final Set<Integer> readTables = new HashSet<>();

    /** Marks may share it, and count on what it began with; what has another beginning is another list. */
    private List<Action> staged = new ArrayList<>();

    /** What was staged since rows were written out last, apart from definitions and segments. */
    private long stagedBytes;

    private @Nullable Staging staging;
    private @Nullable Snapshot snapshot;
    private @Nullable Catalog overlay;
    private Catalog temporary;
    private boolean ended;

    Transaction(
            long id,
            int sessionId,
            CommitLog log,
            TableLocks locks,
            RowsInSegments rowsInSegments,
            TemporaryTables temporaryTables) {
        this.id = id;
        this.sessionId = sessionId;
        this.log = log;
        this.locks = locks;
        this.rowsInSegments = rowsInSegments;
        this.temporaryTables = temporaryTables;
        this.temporary = temporaryTables.catalog();
    }

    /**
     * A point to which the transaction can go back. It keeps in memory what rows the transaction held there, at most
     * {@link CommitLog#MAX_INLINE_BYTES}, which marks share that were made soon after each other.
     */
    public static final class Mark {
        private final List<Action> staged;
        private final int stagedCount;
        private final long stagedBytes;
        private final @Nullable Catalog overlay;
        private final Catalog temporary;

        private Mark(Transaction at) {
            staged = at.staged;
            stagedCount = at.staged.size();
            stagedBytes = at.stagedBytes;
            overlay = at.overlay;
            temporary = at.temporary;
        }
    }

    public long id() {
        return id;
    }

    /** Returns whether the transaction has changed nothing that a commit would write. */
    public boolean isReadOnly() {
        return staged.isEmpty();
    }

    /** Returns what the transaction sees: its version, taken by the first call, and what it has staged. */
    public Catalog catalog() {
        requireOpen();
        var known = overlay;
        if (known == null) {
            var opened = log.openSnapshot();
            snapshot = opened;
            known = opened.catalog();
            overlay = known;
        }
        return known;
    }

    /** Returns the temporary tables that the transaction sees. */
    public Catalog temporary() {
        return temporary;
    }

    /**
     * Takes a table's lock until the transaction ends. A statement that is its own transaction asks before
     * {@link #catalog()}, so that it sees what earlier holders committed.
     *
     * @param limitMillis how long it may wait, 0 for any time
     * @throws SlipherException 40P01 if waiting would never end, 55P03 if it took longer than {@code limitMillis}, 57014 if
     *     the thread is interrupted while it waits
     */
    public void lock(int tableOid, LockMode mode, long limitMillis) {
        requireOpen();
        locks.acquire(tableOid, id, sessionId, mode, limitMillis);
    }

    /**
     * Adds an action, whose effect {@link #catalog()} shows from now on. When the rows that the transaction holds become more
     * than {@link CommitLog#MAX_INLINE_BYTES}, with the actions of statements of few rows, they are written out as segments.
     *
     * @throws SlipherException what {@link Catalog#apply(Action)} throws, and then nothing is staged; 53100 or 58030 if
     *     the store refuses rows that are to be written out, which stay staged
     */
    public void stage(Action action) {
        overlay = catalog().apply(action);
        staged.add(action);
        switch (action) {
            case Action.AddRows rows -> held(rows.tableOid(), rows.batch().length);
            case Action.AddDeletes deletes -> held(deletes.tableOid(), 0);
            // Drawn while a statement runs, which may yet delete rows by the places that they have now.
            case Action.DrawIdentities _ -> stagedBytes += ACTION_BYTES;
            case Action.Create _,
                    Action.Alter _,
                    Action.Drop _,
                    Action.AddSegments _,
                    Action.MoveRows _,
                    Action.Truncate _,
                    Action.SetStatistics _,
                    Action.SetSettings _,
                    Action.SetComment _,
                    Action.SetPrivileges _ -> {}
        }
    }

    private void held(int tableOid, int rowBytes) {
        stagedBytes += ACTION_BYTES + rowBytes;
        if (stagedBytes > CommitLog.MAX_INLINE_BYTES) {
            writeRowsOut(tableOid);
        }
    }

    private void writeRowsOut(int tableOid) {
        var base = snapshot;
        if (base == null) {
            throw new IllegalStateException("rows are staged on no version");
        }
        var written = rowsInSegments.replaceIn(staged, base.catalog(), catalog(), staging(tableOid));
        overlay = base.catalog().apply(written);
        staged = written;
        stagedBytes = 0;
    }

    /** Returns where to write segments of a table, which are deleted unless the transaction commits and names them. */
    public Staging staging(int tableOid) {
        requireOpen();
        if (temporary.findTable(tableOid).isPresent()) {
            return temporaryTables.staging();
        }
        var opened = staging == null ? log.openStaging() : staging;
        staging = opened;
        return opened;
    }

    /** Notes that rows of a table, not a temporary one, are read. */
    public void noteRead(int tableOid) {
        readTables.add(tableOid);
    }

    /** Adds an action on a temporary table, whose rows are written out as segments likewise. */
    public void stageTemporary(Action action) {
        requireOpen();
        temporary = temporary.apply(action);
        if (action instanceof Action.AddRows rows) {
            var table = temporary.findTable(rows.tableOid()).orElseThrow();
            if (table.contents().inlineRows().memoryBytes() > CommitLog.MAX_INLINE_BYTES) {
                temporary = temporary.apply(rowsInSegments.replaceAll(table, temporaryTables.staging()));
            }
        }
    }

    /** Returns the present point. */
    public Mark mark() {
        return new Mark(this);
    }

    /** Forgets everything staged since {@code mark}, and with it later marks; locks and the version stay. */
    public void rollbackTo(Mark mark) {
        requireOpen();
        staged = mark.staged;
        staged.subList(mark.stagedCount, staged.size()).clear();
        stagedBytes = mark.stagedBytes;
        temporary = mark.temporary;
        if (mark.overlay != null) {
            overlay = mark.overlay;
        } else if (snapshot != null) {
            overlay = snapshot.catalog();
        }
    }

    /**
     * Draws {@code count} values of an IDENTITY column, and returns how many were drawn before. They stay drawn if the
     * transaction rolls back, unless it created the table.
     */
    public long drawIdentities(Table table, int columnId, long count) {
        if (temporary.findTable(table.oid()).isPresent()) {
            var before = table.contents().identitiesDrawn(columnId);
            stageTemporary(new Action.DrawIdentities(table.oid(), columnId, before + count));
            return before;
        }
        var base = snapshot;
        if (base == null || base.catalog().findTable(table.oid()).isEmpty()) {
            var before =
                    catalog().findTable(table.oid()).orElseThrow().contents().identitiesDrawn(columnId);
            stage(new Action.DrawIdentities(table.oid(), columnId, before + count));
            return before;
        }
        return log.drawIdentities(table.definition(), columnId, count);
    }

    /**
     * Waits until the log has room for what was staged, the last wait before the commit that can be given up.
     *
     * @throws SlipherException as {@link CommitLog#awaitRoom} says; the transaction goes on
     */
    public void awaitRoom() {
        requireOpen();
        log.awaitRoom(staged);
    }

    /**
     * Commits what was staged, and returns the version that has it. A transaction that changes nothing has seen one
     * version, which is enough for either isolation.
     *
     * @throws SlipherException as {@link CommitLog#commit} says; the transaction is then rolled back
     */
    public Catalog commit(Isolation isolation) {
        requireOpen();
        // While nobody knows whether the log names them, all stay.
        var named = Optional.<Set<ObjectId>>empty();
        try {
            var base = snapshot;
            var result = staged.isEmpty() || base == null
                    ? log.current()
                    : log.commit(
                            base.catalog(),
                            List.copyOf(staged),
                            isolation == Isolation.SERIALIZABLE ? Set.copyOf(readTables) : Set.of());
            temporaryTables.commit(temporary);
            named = Optional.of(stagedSegments());
            return result;
        } catch (SlipherException e) {
            if (!Staging.mayBeNamedAfter(e)) {
                named = Optional.of(Set.of());
            }
            throw e;
        } finally {
            end(named);
        }
    }

    /** Ends the transaction without a trace; does nothing if it has ended. */
    public void rollback() {
        if (!ended) {
            end(Optional.of(Set.of()));
        }
    }

    /**
     * Lets go of everything, first of what others wait for.
     *
     * @param named the segments that the log names, others being deleted; empty if that is not known
     */
    private void end(Optional<Set<ObjectId>> named) {
        ended = true;
        staged = List.of();
        if (snapshot != null) {
            snapshot.close();
        }
        locks.releaseAll(id);
        if (staging != null) {
            named.ifPresent(staging::retain);
            staging.close();
        }
        temporaryTables.deleteUnused();
    }

    private Set<ObjectId> stagedSegments() {
        return staged.stream()
                .flatMap(action -> action instanceof Action.AddSegments added ? added.segments().stream() : Stream.of())
                .map(SegmentRecord::id)
                .collect(Collectors.toSet());
    }

    private void requireOpen() {
        if (ended) {
            throw new SlipherException(SqlState.NO_ACTIVE_SQL_TRANSACTION, "transaction %d has ended".formatted(id));
        }
    }
}
