package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the log short, beside its commits: checkpoints and writing out inline rows, one at a time on a thread of its own,
 * since inserts may wait for them; and packing of entries and collecting of garbage, each on another, since they may take long.
 */
final class Upkeep implements GroupCommitter.EntryListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofHours(1);
    private static final Duration HISTORY = Duration.ofDays(1);

    /** The history that is left where there is no space; in this time objects that were written come to be named. */
    private static final Duration SHORT_HISTORY = Duration.ofMinutes(5);

    /**
     * As how many bytes a pack counts besides its own: start-up reads the log entry of each, which bounds how many rows
     * that came one by one may stay inline.
     */
    private static final long PACK_READ_BYTES = 4_000;

    private final SealedObjects objects;
    private final OpenVersions versions;
    private final ContentsReader contents;
    private final Stagings stagings;
    private final Clock clock;
    private final LogLimits limits;
    private final long epoch;
    private final Checkpointer checkpointer;
    private final GarbageCollector collector;
    private final NamedObjects named = new NamedObjects();
    private final ExecutorService thread = newThread("commit-log-upkeep");
    private final ExecutorService packing = newThread("commit-log-packing");
    private final ExecutorService collecting = newThread("commit-log-garbage");
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("commit-log-timer").daemon().factory());
    private final ScheduledFuture<?> tidying;

    /** Changed by {@link #changeTail} alone. */
    private volatile LogTail tail;

    /** What the inline rows of all tables came to when that was last computed, and what was added since. */
    private final AtomicLong rowBytesAtSum = new AtomicLong();

    private final AtomicLong rowBytesSinceSum = new AtomicLong();
    private final AtomicBoolean checkpointAsked = new AtomicBoolean();
    private final AtomicBoolean packingAsked = new AtomicBoolean();
    private final AtomicBoolean collectionAsked = new AtomicBoolean();
    private final AtomicBoolean spaceAsked = new AtomicBoolean();
    /** The version of the last checkpoint that this process wrote, 0 for none. */
    private volatile long lastCheckpoint;

    private volatile Instant lastCollection;
    private volatile Consumer<UnaryOperator<Catalog>> reshape = _ -> {};
    private volatile Optional<RowFlusher> flusher = Optional.empty();
    private volatile IntConsumer watcher = _ -> {};

    /** Guarded by itself: tables whose rows are to be written out. */
    private final Set<Integer> flushAsked = new HashSet<>();

    /** Guarded by {@link #flushAsked}: why the rows of a table could not be written out at the last try. */
    private final Map<Integer, RuntimeException> flushFailures = new HashMap<>();

    Upkeep(
            SealedObjects objects,
            OpenVersions versions,
            ContentsReader contents,
            Stagings stagings,
            Clock clock,
            LogLimits limits,
            long epoch,
            LogTail tail) {
        this.objects = objects;
        this.versions = versions;
        this.contents = contents;
        this.stagings = stagings;
        this.clock = clock;
        this.limits = limits;
        this.epoch = epoch;
        this.checkpointer = new Checkpointer(objects, contents, limits);
        this.collector = new GarbageCollector(
                objects, contents, clock, named, versions.current().version() + 1);
        this.tail = tail;
        this.lastCollection = clock.instant();
        tidying = timer.scheduleWithFixedDelay(
                this::tidy, BETWEEN_COLLECTIONS.toSeconds(), BETWEEN_COLLECTIONS.toSeconds(), TimeUnit.SECONDS);
    }

    /** Collects garbage of a log that has few entries, or none any more; behind the last checkpoint there is none. */
    private void tidy() {
        if (tail.entries() > 0) {
            askCheckpoint();
        } else {
            askCollection();
        }
    }

    private void askCheckpoint() {
        if (checkpointAsked.compareAndSet(false, true)) {
            tryRun(thread, () -> {
                        checkpointNow();
                        askPacking();
                    })
                    .ifPresent(_ -> checkpointAsked.set(false));
        }
    }

    private void askPacking() {
        if (packingAsked.compareAndSet(false, true)) {
            tryRun(packing, this::packNow).ifPresent(_ -> packingAsked.set(false));
        }
    }

    private void packNow() {
        // Before the version, so that a later checkpoint asks again.
        packingAsked.set(false);
        if (lastCheckpoint > 0) {
            EntryPacker.pack(objects, lastCheckpoint, limits.rangeBytes());
        }
    }

    private static ExecutorService newThread(String name) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    void reshapeWith(Consumer<UnaryOperator<Catalog>> newReshape) {
        reshape = newReshape;
    }

    void flushRowsWith(RowFlusher newFlusher) {
        flusher = Optional.of(newFlusher);
        var _ = flushLargest();
    }

    void flushRowsNoMore() throws InterruptedException {
        flusher = Optional.empty();
        try {
            // Behind what runs; what was asked for besides does nothing.
            thread.submit(() -> {}).get();
        } catch (RejectedExecutionException e) {
            LOGGER.debug("the commit log is closed, nothing is being written out", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void watchTables(IntConsumer newWatcher) {
        watcher = newWatcher;
    }

    @Override
    public void written(LogEntry entry, int byteCount) {
        named.note(entry);
        if (changeTail(before -> before.withEntry(byteCount)).isLong(limits)) {
            askCheckpoint();
        }
        for (var action : entry.actions()) {
            switch (action) {
                case Action.AddRows rows -> rowsAdded(rows);
                case Action.AddSegments segments -> watcher.accept(segments.tableOid());
                case Action.MoveRows rows -> watcher.accept(rows.tableOid());
                case Action.AddDeletes deletes -> watcher.accept(deletes.tableOid());
                case Action.Create _,
                        Action.Alter _,
                        Action.Drop _,
                        Action.Truncate _,
                        Action.DrawIdentities _,
                        Action.SetStatistics _,
                        Action.SetSettings _,
                        Action.SetComment _,
                        Action.SetPrivileges _ -> {}
            }
        }
    }

    private synchronized LogTail changeTail(UnaryOperator<LogTail> change) {
        tail = change.apply(tail);
        return tail;
    }

    /** What entries name that are not known is no garbage. */
    @Override
    public void stopped() {
        collector.stop();
    }

    /**
     * Waits while a table to which rows are to be added has no room for them inline, or all tables together have none.
     *
     * @throws RuntimeException why rows could not be written out, if that was tried in vain, or 57014 if the thread is
     *     interrupted
     */
    void awaitRoom(List<Action> actions) {
        if (flusher.isEmpty()) {
            return;
        }
        var addsRows = false;
        for (var action : actions) {
            if (action instanceof Action.AddRows rows) {
                addsRows = true;
                awaitRoom(rows.tableOid());
            }
        }
        if (addsRows && rowBytesAtSum.get() + rowBytesSinceSum.get() > 2 * limits.inlineBytes()) {
            awaitFlushes(flushLargest(), () -> inlineBytes() > 2 * limits.inlineBytes());
        }
    }

    void checkpoint() {
        await(thread.submit(this::checkpointNow));
        await(packing.submit(this::packNow));
    }

    long collectGarbage() {
        Callable<Long> task = () -> collectNow(HISTORY);
        return await(collecting.submit(task));
    }

    /** Gives history up for space: now as far as it goes, and once more when what was dropped last is old enough. */
    void freeSpace() {
        if (spaceAsked.compareAndSet(false, true)) {
            LOGGER.warn(
                    "there is no space: what was dropped and replaced is deleted when it is {} minutes old",
                    SHORT_HISTORY.toMinutes());
            // Versions before a checkpoint need not be kept.
            askCheckpoint();
            tryRun(collecting, () -> collectNow(SHORT_HISTORY));
            try {
                var _ = timer.schedule(this::freeSpaceAgain, SHORT_HISTORY.toSeconds() + 1, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                LOGGER.debug("the commit log is closing, space is left to the next start", e);
            }
        }
    }

    private void freeSpaceAgain() {
        spaceAsked.set(false);
        tryRun(collecting, () -> collectNow(SHORT_HISTORY));
    }

    void close() {
        collector.stop();
        tidying.cancel(false);
        timer.shutdown();
        try {
            collecting.close();
            thread.close();
            packing.close();
        } finally {
            forgetAsked();
        }
    }

    /** Lets nobody wait for what was asked and is dropped, which it is if the closing thread is interrupted. */
    private void forgetAsked() {
        synchronized (flushAsked) {
            List.copyOf(flushAsked).forEach(tableOid -> flushEnded(tableOid, Optional.of(closed())));
        }
    }

    private static SlipherException closed() {
        return new SlipherException(SqlState.ADMIN_SHUTDOWN, "the commit log is closed");
    }

    private void rowsAdded(Action.AddRows rows) {
        if (flusher.isEmpty()) {
            return;
        }
        if (inlineBytes(rows.tableOid()) > limits.tableInlineBytes()) {
            askFlush(rows.tableOid());
        }
        if (rowBytesSinceSum.addAndGet(PACK_READ_BYTES + rows.batch().length) > limits.inlineBytes() / 8) {
            var _ = flushLargest();
        }
    }

    /** Has tables written out, the largest first, until the rest of them fits, and returns which. */
    private Set<Integer> flushLargest() {
        rowBytesSinceSum.set(0);
        var asked = new HashSet<Integer>();
        var tables = new ArrayList<>(versions.current().tables());
        tables.sort(
                Comparator.comparingLong((Table table) -> inlineBytes(table)).reversed());
        var total = tables.stream().mapToLong(table -> inlineBytes(table)).sum();
        rowBytesAtSum.set(total);
        for (var table : tables) {
            if (total <= limits.inlineBytes()) {
                break;
            }
            askFlush(table.oid());
            asked.add(table.oid());
            total -= inlineBytes(table);
        }
        return asked;
    }

    /** Returns what a table's inline rows cost in memory, and as bytes in the time that start-up takes to read them. */
    private static long inlineBytes(Table table) {
        var rows = table.contents().inlineRows();
        return rows.memoryBytes() + PACK_READ_BYTES * rows.packs().size();
    }

    private long inlineBytes(int tableOid) {
        return versions.current()
                .findTable(tableOid)
                .map(table -> inlineBytes(table))
                .orElse(0L);
    }

    private long inlineBytes() {
        return versions.current().tables().stream()
                .mapToLong(table -> inlineBytes(table))
                .sum();
    }

    private void awaitRoom(int tableOid) {
        if (inlineBytes(tableOid) <= 2 * limits.tableInlineBytes()) {
            return;
        }
        askFlush(tableOid);
        awaitFlushes(Set.of(tableOid), () -> inlineBytes(tableOid) > 2 * limits.tableInlineBytes());
    }

    /** Waits while it is too full, until all of the tables were written out or could not be, which is thrown if it still is. */
    private void awaitFlushes(Set<Integer> tableOids, BooleanSupplier isFull) {
        synchronized (flushAsked) {
            while (isFull.getAsBoolean()) {
                if (Collections.disjoint(flushAsked, tableOids)) {
                    tableOids.stream()
                            .map(flushFailures::get)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .ifPresent(failure -> {
                                throw failure;
                            });
                    return;
                }
                try {
                    flushAsked.wait();
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
        }
    }

    private void askFlush(int tableOid) {
        synchronized (flushAsked) {
            if (!flushAsked.add(tableOid)) {
                return;
            }
        }
        var refusal = tryRun(thread, () -> flushNow(tableOid));
        if (refusal.isPresent()) {
            flushEnded(tableOid, refusal);
        }
    }

    private void flushNow(int tableOid) {
        Optional<RuntimeException> failure = Optional.empty();
        try (var snapshot = versions.open()) {
            var table = snapshot.catalog().findTable(tableOid);
            if (table.isPresent()
                    && !table.get().contents().inlineRows().packs().isEmpty()) {
                flusher.ifPresent(present -> {
                    present.flush(snapshot.catalog(), table.get());
                    contents.forgetInlineRows(tableOid);
                });
            }
        } catch (Throwable e) {
            failure = Optional.of(asException(e));
            LOGGER.warn("the inline rows of table {} could not be written out", tableOid, e);
        } finally {
            flushEnded(tableOid, failure);
        }
    }

    /** Has those go on who wait for a table, whatever became of its rows. */
    private void flushEnded(int tableOid, Optional<RuntimeException> failure) {
        synchronized (flushAsked) {
            flushAsked.remove(tableOid);
            flushAsked.notifyAll();
            failure.ifPresentOrElse(
                    reason -> flushFailures.put(tableOid, reason), () -> flushFailures.remove(tableOid));
        }
    }

    /** Returns what a waiting thread can throw for what happened on this one. */
    private static RuntimeException asException(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case OutOfMemoryError e -> new SlipherException(SqlState.OUT_OF_MEMORY, "out of memory", e);
            default -> new IllegalStateException("upkeep of the commit log failed: " + failure, failure);
        };
    }

    private void checkpointNow() {
        try {
            tryCheckpoint();
        } finally {
            // Only now, so that the entries that come meanwhile do not ask for another one at once.
            checkpointAsked.set(false);
        }
    }

    private void tryCheckpoint() {
        // Before the version, which then has every entry that counts here.
        var before = tail;
        var catalog = versions.current();
        if (catalog.version() == lastCheckpoint) {
            return;
        }
        try (var staging = stagings.open()) {
            var written = checkpointer.write(catalog, epoch, staging);
            var _ = changeTail(now -> now.withCheckpoint(before, written.byteCount()));
            lastCheckpoint = catalog.version();
            if (written.isNew()) {
                named.noteCheckpoint(catalog.version(), staging.ids());
                reshape.accept(now -> inFormOf(now, catalog, written.catalog()));
            }
        }
        if (clock.instant().isAfter(lastCollection.plus(BETWEEN_COLLECTIONS))) {
            askCollection();
        }
    }

    private void askCollection() {
        if (collectionAsked.compareAndSet(false, true)) {
            tryRun(collecting, () -> {
                        try {
                            collectNow(HISTORY);
                        } finally {
                            collectionAsked.set(false);
                        }
                    })
                    .ifPresent(_ -> collectionAsked.set(false));
        }
    }

    /** Returns {@code now} with its segments listed as in {@code written}, which has the rows of {@code before}. */
    private static Catalog inFormOf(Catalog now, Catalog before, Catalog written) {
        var result = now;
        for (var table : before.tables()) {
            var rewritten = written.findTable(table.oid()).orElseThrow().contents();
            var present = now.findTable(table.oid()).map(Table::contents);
            if (!rewritten.segments().equals(table.contents().segments())
                    && present.isPresent()
                    && present.get().truncations() == rewritten.truncations()) {
                var segments = present.get().segments().rebase(table.contents().segments(), rewritten.segments());
                result = result.withContents(table.oid(), present.get().withSegments(segments));
            }
        }
        return result;
    }

    private long collectNow(Duration history) {
        lastCollection = clock.instant();
        requireOwner();
        // Before the versions: what is named meanwhile is in one of the two.
        var staged = stagings.ids();
        var inUse = new ArrayList<>(versions.held());
        inUse.add(versions.current());
        var collected = collector.collect(inUse, staged, history);
        flushBefore(collected.baseVersion());
        return collected.deletedObjects();
    }

    /** Another process may have taken the log over that this one has had nothing to write to since. */
    private void requireOwner() {
        var next = versions.current().version() + 1;
        if (objects.store().size(ObjectKeys.entry(next)).isPresent()
                && LogReader.read(objects, next).epoch() != epoch) {
            throw new SlipherException(SqlState.ADMIN_SHUTDOWN, "another process took the warehouse over");
        }
    }

    /** Has rows written out that are so old that the log could be shorter without them. */
    private void flushBefore(long version) {
        if (flusher.isEmpty()) {
            return;
        }
        for (var table : versions.current().tables()) {
            var packs = table.contents().inlineRows().packs();
            if (!packs.isEmpty() && packs.getFirst().version() <= version) {
                askFlush(table.oid());
            }
        }
    }

    /** Returns why {@code task} will never be run by {@code thread}, if so. */
    private static Optional<RuntimeException> tryRun(ExecutorService thread, Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (SlipherException e) {
                    // The next entry tries again; until then the log is only longer than it might be.
                    LOGGER.warn("upkeep of the commit log failed: {}", e.getMessage());
                } catch (Throwable e) {
                    LOGGER.error("upkeep of the commit log failed", e);
                }
            });
            return Optional.empty();
        } catch (RejectedExecutionException e) {
            LOGGER.debug("the commit log is closing, upkeep is left to the next start", e);
            return Optional.of(closed());
        } catch (Throwable e) {
            // No thread could be started, for one; the work is asked for again as any other that failed.
            LOGGER.error("upkeep of the commit log failed", e);
            return Optional.of(asException(e));
        }
    }

    private static SlipherException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request", e);
    }

    private static <T> T await(Future<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }
}
