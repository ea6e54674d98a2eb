package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.Privilege;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.ObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * The one truth about a warehouse: which changes were committed, in which order; used by many threads.
 *
 * <p>A commit is durable when its call returns. Only one process writes a log: opening it takes it over, and the process
 * that had it before gets errors from then on.
 */
public final class CommitLog implements AutoCloseable {
    /** The most bytes of inline rows that a transaction holds and adds; more go into segments as they come. */
    public static final int MAX_INLINE_BYTES = 1 << 20;

    /** The database that a new warehouse has. */
    public static final String FIRST_DATABASE = "dev";

    /** The empty database that clients connect to when they only want to list databases or make one. */
    public static final String ADMINISTRATION_DATABASE = "postgres";

    /** The schema that a new database should have. */
    public static final String FIRST_SCHEMA = "public";

    /** The superuser that a new warehouse has, without a password. */
    public static final String FIRST_USER = "admin";

    private static final int TAKE_OVERS = 100;
    private static final long IDENTITY_CHUNK = 1_000;

    private final ObjectId clusterId;
    private final SealedObjects objects;
    private final LogLimits limits;
    private final OpenVersions versions;
    private final ContentsReader contents;
    private final ChangeTranslator translator;
    private final ChangeHistory history = new ChangeHistory();
    private final EntryWriter writer;
    private final GroupCommitter committer;
    private final Upkeep upkeep;
    private final long epoch;
    private final AtomicInteger nextOid;
    private final Map<IdentityColumn, IdentityRange> identities = new HashMap<>();
    private final Stagings stagings;

    private CommitLog(
            ObjectId clusterId,
            SealedObjects objects,
            TakenOver taken,
            Clock clock,
            RandomGenerator random,
            LogLimits limits) {
        this.clusterId = clusterId;
        this.objects = objects;
        this.stagings = new Stagings(objects.store(), random);
        this.limits = limits;
        this.epoch = taken.epoch;
        this.versions = new OpenVersions(taken.catalog);
        this.contents = new ContentsReader(objects, limits.cachedBytes());
        this.nextOid = new AtomicInteger(taken.catalog.header().nextOid());
        var moves = new MoveHistory();
        this.translator = new ChangeTranslator(moves, contents);
        this.writer = new EntryWriter(objects);
        this.upkeep = new Upkeep(objects, versions, contents, stagings, clock, limits, epoch, taken.tail);
        this.committer = new GroupCommitter(versions, moves, history, writer, clock, random, limits, epoch, upkeep);
        upkeep.reshapeWith(form -> committer.submit(new PendingCommit.Reshape(form)));
    }

    private record TakenOver(Catalog catalog, long epoch, LogTail tail) {}

    private record IdentityColumn(int tableOid, int columnId) {}

    private record IdentityRange(long next, long end) {}

    /**
     * Opens the log of the warehouse in {@code store}, which becomes one if it is empty. The store is not closed.
     *
     * @throws SlipherException XX001 if a part of the warehouse is corrupted or missing, 55006 if another process keeps
     *     writing to it
     */
    public static CommitLog open(ObjectStore store, Clock clock, RandomGenerator random) {
        return open(store, clock, random, LogLimits.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    static CommitLog open(ObjectStore store, Clock clock, RandomGenerator random, LogLimits limits) {
        var known = ClusterFile.read(store);
        var objects = new SealedObjects(store);
        var taken = takeOver(objects, known.isPresent(), clock, random);
        var clusterId = known.orElseGet(() -> ClusterFile.create(store, ObjectId.random(random)));
        return new CommitLog(clusterId, objects, taken, clock, random, limits);
    }

    /** Returns the warehouse's random id. */
    public ObjectId clusterId() {
        return clusterId;
    }

    /** Returns the newest version. */
    public Catalog current() {
        return versions.current();
    }

    /** Opens the newest version for reading, and as the base of a change; the caller closes it. */
    public Snapshot openSnapshot() {
        return versions.open();
    }

    /** Begins to write segments that no entry names yet; the caller closes it when one does, or none will. */
    public Staging openStaging() {
        return stagings.open();
    }

    /** Returns an oid that no object has or ever had. */
    public int allocateOid() {
        return nextOid.getAndIncrement();
    }

    /** Commits actions that do not depend on any version, when there is room for them. */
    public Catalog commit(List<Action> actions) {
        awaitRoom(actions);
        return submit(_ -> actions, Optional.empty());
    }

    /**
     * Waits while a table to which {@code actions} add rows has no room for them inline, or all tables together have none.
     *
     * @throws SlipherException 57014 if the thread is interrupted while it waits; why rows could not be written out, if that
     *     was tried in vain
     */
    public void awaitRoom(List<Action> actions) {
        upkeep.awaitRoom(actions);
    }

    /**
     * Commits the actions of a transaction, all or none, and returns the version that has them. The caller has waited for
     * room for them ({@link #awaitRoom}), as long as it could still give up.
     *
     * <p>Rows that were moved to other segments since {@code base} are deleted where they are now.
     *
     * @param base the version on which the actions are based, held open by a {@link Snapshot}
     * @param readTables tables whose rows the actions follow from, so that these must be the same as at {@code base};
     *     none for a transaction that needs no more than snapshot isolation
     * @throws SlipherException 40001 if a row to be deleted was deleted since {@code base}, a column of added rows was
     *     dropped or changed, or a table that was read has changed, or one of which a column allows less now; what
     *     {@link Catalog#apply(Action)} throws; 53100 or 58030 if the store refuses; 57P01 if another process took the log
     *     over; 57P02 if nobody knows what became of it, or of one before it
     */
    public Catalog commit(Catalog base, List<Action> actions, Set<Integer> readTables) {
        requireHeld(base);
        try (var staging = openStaging()) {
            try {
                return commit(base, actions, readTables, LargeDeletes.write(actions, objects, staging, limits));
            } catch (RuntimeException | Error e) {
                staging.discardAfter(e);
                throw e;
            }
        }
    }

    private Catalog commit(Catalog base, List<Action> actions, Set<Integer> readTables, LargeDeletes large) {
        var unchanged = new HashSet<>(readTables);
        unchanged.addAll(DefinitionConflicts.tightenedTables(base, actions));
        return submit(
                now -> {
                    history.findChanged(unchanged, base.version()).ifPresent(oid -> {
                        throw ChangeTranslator.conflict(oid);
                    });
                    return large.replaceIn(translator.translate(base, actions, now));
                },
                Optional.empty());
    }

    /**
     * Commits that rows of a table now lie in other segments; deletes that came meanwhile follow them, also those of
     * transactions that are still open. Moves of a table that are under way at the same time move different rows: one those
     * in no segment, one those of segments. A move's base is held open by a {@link Snapshot}, and its map is released when no
     * version before it is open any more, or if this fails.
     *
     * @throws SlipherException 55000 if the table was dropped or truncated meanwhile; the added segments are then garbage
     */
    public Catalog move(RowMove move) {
        requireHeld(move.base());
        try {
            return submit(now -> translator.actionsOf(move, now), Optional.of(move));
        } catch (Throwable e) {
            move.map().release();
            throw e;
        }
    }

    /**
     * Takes {@code count} values of an IDENTITY column for good, and returns how many were taken before.
     *
     * @throws SlipherException 42P01 if the table was dropped meanwhile
     */
    public long drawIdentities(TableDefinition table, int columnId, long count) {
        var column = new IdentityColumn(table.oid(), columnId);
        synchronized (identities) {
            var known = identities.getOrDefault(column, new IdentityRange(0, 0));
            if (known.end - known.next >= count) {
                identities.put(column, new IdentityRange(known.next + count, known.end));
                return known.next;
            }
        }
        var drawn = Math.max(count, IDENTITY_CHUNK);
        var first = new AtomicLong();
        submit(
                now -> {
                    var present = now.findTable(table.oid()).orElseThrow(() -> DefinitionConflicts.missing(table));
                    first.set(present.contents().identitiesDrawn(columnId));
                    return List.of(new Action.DrawIdentities(table.oid(), columnId, first.get() + drawn));
                },
                Optional.empty());
        synchronized (identities) {
            identities.put(column, new IdentityRange(first.get() + count, first.get() + drawn));
        }
        return first.get();
    }

    /** Says who writes inline rows out; until then they stay inline. */
    public void flushRowsWith(RowFlusher flusher) {
        upkeep.flushRowsWith(flusher);
    }

    /** Leaves inline rows inline from now on; returns when none are being written out any more. */
    public void flushRowsNoMore() throws InterruptedException {
        upkeep.flushRowsNoMore();
    }

    /** Tells {@code watcher} of each table whose segments or their deleted rows have changed; it must not wait. */
    public void watchTables(IntConsumer watcher) {
        upkeep.watchTables(watcher);
    }

    /** Returns the reader of what catalogs name. */
    public ContentsReader contents() {
        return contents;
    }

    /** Returns the counter that each process raises when it takes the log over. */
    public long epoch() {
        return epoch;
    }

    /** Writes a checkpoint of the current version now, if there is none. */
    public void checkpoint() {
        upkeep.checkpoint();
    }

    /**
     * Deletes objects that no version of the last 24 hours, open snapshot, staging or pin needs and that are older than
     * a day.
     *
     * @return how many objects were deleted
     */
    public long collectGarbage() {
        return upkeep.collectGarbage();
    }

    /**
     * Has objects deleted soon that no version of the last five minutes needs, for there is no space left; returns at once.
     */
    public void freeSpace() {
        upkeep.freeSpace();
    }

    /**
     * From now on asks a store that cannot say what became of a commit only a few times more, for about a second; then the
     * commit ends with 57P02, and the log takes no more. So who waits for commits does not wait for ever.
     */
    public void giveUp() {
        writer.giveUp();
    }

    /** Stops writing; commits under way end first. */
    @Override
    public void close() {
        giveUp();
        upkeep.close();
        committer.stop();
    }

    /** What moved since a version that nobody holds may be forgotten, and with it where its rows are now. */
    private void requireHeld(Catalog base) {
        if (!versions.isHeld(base.version())) {
            throw new IllegalStateException(
                    "version %d is not open, and changes are based on it".formatted(base.version()));
        }
    }

    private Catalog submit(PendingCommit.ActionSource source, Optional<RowMove> move) {
        return committer.submit(new PendingCommit.Change(source, move));
    }

    /** Makes this process the only one that can write: whoever wrote before finds its next entry taken. */
    private static TakenOver takeOver(SealedObjects objects, boolean isWarehouse, Clock clock, RandomGenerator random) {
        for (var attempt = 0; attempt < TAKE_OVERS; attempt++) {
            var recovered = Recovery.recover(objects);
            var catalog = recovered.catalog();
            requireWhole(isWarehouse, catalog);
            var entry = new LogEntry(
                    catalog.version() + 1,
                    recovered.epoch() + 1,
                    ObjectId.random(random),
                    Math.max(catalog.header().commitMicros() + 1, GroupCommitter.microsOf(clock.instant())),
                    catalog.version() == 0 ? firstActions() : List.of());
            if (new EntryWriter(objects).write(entry) instanceof EntryWriter.Outcome.Written(var byteCount)
                    && isLast(new LogReader(objects), entry)) {
                return new TakenOver(
                        EntryFold.apply(catalog, entry),
                        entry.epoch(),
                        recovered.tail().withEntry(byteCount));
            }
        }
        throw new SlipherException(
                SqlState.OBJECT_IN_USE, "the warehouse cannot be taken over, for another process keeps writing to it");
    }

    private static void requireWhole(boolean isWarehouse, Catalog recovered) {
        if (isWarehouse && recovered.version() == 0) {
            throw new SlipherException(
                            SqlState.DATA_CORRUPTED,
                            "the warehouse has lost its log: there is \"%s\", but no entry and no checkpoint"
                                    .formatted(ObjectKeys.CLUSTER))
                    .withHint("Bring the missing files back from a copy; the store itself cannot make them anew.");
        }
        if (!isWarehouse && !recovered.tables().isEmpty()) {
            throw new SlipherException(
                            SqlState.DATA_CORRUPTED,
                            "object \"%s\" is missing, though there are tables".formatted(ObjectKeys.CLUSTER))
                    .withHint("Bring it back from a copy of the warehouse.");
        }
    }

    /** Another process may have written on, and packed away the entry whose number looked free. */
    private static boolean isLast(LogReader log, LogEntry entry) {
        return log.lastVersion() == entry.version() && log.lastPacked() < entry.version();
    }

    private static List<Action> firstActions() {
        var user = Catalog.FIRST_OID;
        var database = user + 1;
        var actions = new ArrayList<Action>();
        actions.add(new Action.Create(new UserDefinition(
                user, FIRST_USER, true, true, Optional.empty(), Optional.empty(), Optional.empty())));
        addDatabase(database, FIRST_DATABASE, user, actions);
        addDatabase(database + 2, ADMINISTRATION_DATABASE, user, actions);
        return actions;
    }

    private static void addDatabase(int oid, String name, int owner, List<Action> actions) {
        int schema = oid + 1;
        actions.add(new Action.Create(new DatabaseDefinition(oid, name, owner)));
        actions.add(new Action.Create(new SchemaDefinition(schema, oid, FIRST_SCHEMA, owner)));
        actions.add(new Action.SetPrivileges(
                schema,
                List.of(
                        new Privilege(Privilege.PUBLIC, owner, Privilege.Right.CREATE, false),
                        new Privilege(Privilege.PUBLIC, owner, Privilege.Right.USAGE, false))));
    }
}
