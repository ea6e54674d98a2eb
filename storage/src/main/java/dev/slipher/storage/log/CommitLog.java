package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.objectstore.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The one truth about a warehouse: which changes were committed, in which order; used by many threads.
 *
 * <p>A commit is durable when its call returns. Only one process writes a log: opening it takes it over, and the process
 * that had it before gets errors from then on.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class CommitLog implements AutoCloseable {
    /** The database that a new warehouse has. */
    public static final String FIRST_DATABASE = "dev";

    /** The schema that every new database has. */
    public static final String FIRST_SCHEMA = "public";

    /** The superuser that a new warehouse has, without a password. */
    public static final String FIRST_USER = "admin";

    private CommitLog() {}

    /** Opens the log of the warehouse in {@code store}, which becomes one if it is empty. The store is not closed. */
    public static CommitLog open(ObjectStore store, Clock clock, RandomGenerator random) {
        throw new UnsupportedOperationException();
    }

    /** Returns the newest version. */
    public Catalog current() {
        throw new UnsupportedOperationException();
    }

    /** Opens the newest version for reading, and as the base of a change; the caller closes it. */
    public Snapshot openSnapshot() {
        throw new UnsupportedOperationException();
    }

    /** Returns an oid that no object has or ever had. */
    public int allocateOid() {
        throw new UnsupportedOperationException();
    }

    /** Commits actions that do not depend on any version. */
    public Catalog commit(List<Action> actions) {
        throw new UnsupportedOperationException();
    }

    /**
     * Commits the actions of a transaction, all or none, and returns the version that has them.
     *
     * <p>Rows that were moved to other segments since {@code base} are deleted where they are now.
     *
     * @param base the version on which the actions are based, held open by a {@link Snapshot}
     * @param validation looks at the version that the actions are about to be applied to, and may throw; it must be quick
     * @throws dev.slipher.storage.error.SlipherException 40001 if a row to be deleted was deleted since {@code base}, or
     *     a column of added rows was dropped or changed; what {@link Catalog#apply(Action)} or {@code validation} throws;
     *     53100 or 58030 if the store refuses; 57P01 if another process took the log over
     */
    public Catalog commit(Catalog base, List<Action> actions, Consumer<Catalog> validation) {
        throw new UnsupportedOperationException();
    }

    /**
     * Commits that rows of a table now lie in other segments; deletes that came meanwhile follow them, also those of
     * transactions that are still open. One move of a table may be under way at a time.
     *
     * @throws dev.slipher.storage.error.SlipherException 55000 if the table was dropped or truncated meanwhile; the added
     *     segments are then garbage
     */
    public Catalog move(RowMove move) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes {@code count} values of an IDENTITY column for good, and returns how many were taken before.
     */
    public long drawIdentities(int tableOid, int columnId, long count) {
        throw new UnsupportedOperationException();
    }

    /** Says who writes inline rows out; until then they stay inline. */
    public void flushRowsWith(RowFlusher flusher) {
        throw new UnsupportedOperationException();
    }

    /** Returns the reader of what catalogs name. */
    public ContentsReader contents() {
        throw new UnsupportedOperationException();
    }

    /** Returns the counter that each process raises when it takes the log over. */
    public long epoch() {
        throw new UnsupportedOperationException();
    }

    /** Writes a checkpoint of the current version now, if there is none. */
    public void checkpoint() {
        throw new UnsupportedOperationException();
    }

    /**
     * Deletes objects that no version of the last 24 hours, open snapshot or pin needs and that are older than a day.
     *
     * @return how many objects were deleted
     */
    public long collectGarbage() {
        throw new UnsupportedOperationException();
    }

    /** Stops writing; commits under way end first. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
