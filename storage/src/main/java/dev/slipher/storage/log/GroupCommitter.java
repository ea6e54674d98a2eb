package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log, by the thread of whoever commits while nobody else is writing: it joins whatever waits into one entry,
 * applies each transaction in turn, and publishes the version once its entry is durable. Those who come meanwhile wait,
 * and one of them writes for all of them next. A transaction that fails leaves the others of its entry alone.
 */
final class GroupCommitter {
    private static final Logger LOGGER = LoggerFactory.getLogger(GroupCommitter.class);
    private static final Instant SQL_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    /** What an action is taken to need in an entry, besides inline rows. */
    private static final int ACTION_BYTES = 256;

    private final ConcurrentLinkedQueue<PendingCommit> queue = new ConcurrentLinkedQueue<>();

    /** Whether a thread is writing. What is in the queue when this becomes false is for another one to do. */
    private final AtomicBoolean writing = new AtomicBoolean();

    private final OpenVersions versions;
    private final MoveHistory moves;
    private final ChangeHistory history;
    private final EntryWriter writer;
    private final Clock clock;
    private final RandomGenerator random;
    private final LogLimits limits;
    private final long epoch;
    private final EntryListener listener;

    /** Guarded by {@link #writing}. */
    private @Nullable SlipherException stopped;

    /** Is told what becomes of the log, by the thread that writes it, which others wait for. */
    interface EntryListener {
        /** An entry was written. */
        void written(LogEntry entry, int byteCount);

        /** There may be entries in the log that this process does not know, and it writes none after them. */
        void stopped();
    }

    GroupCommitter(
            OpenVersions versions,
            MoveHistory moves,
            ChangeHistory history,
            EntryWriter writer,
            Clock clock,
            RandomGenerator random,
            LogLimits limits,
            long epoch,
            EntryListener listener) {
        this.versions = versions;
        this.moves = moves;
        this.history = history;
        this.writer = writer;
        this.clock = clock;
        this.random = random;
        this.limits = limits;
        this.epoch = epoch;
        this.listener = listener;
    }

    static long microsOf(Instant instant) {
        return ChronoUnit.MICROS.between(SQL_EPOCH, instant);
    }

    /** Does what is asked, and returns the version that has it. No interrupt takes it back. */
    Catalog submit(PendingCommit pending) {
        queue.add(pending);
        // Would otherwise end the waiting, and close the file under what this thread writes for others, too.
        var interrupted = Thread.interrupted();
        while (!pending.outcome().isKnown()) {
            if (writing.compareAndSet(false, true)) {
                writeWhatWaits();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return pending.outcome().get();
    }

    /** Refuses everything after what was asked before. */
    void stop() {
        submit(new PendingCommit.Stop());
    }

    private void writeWhatWaits() {
        var group = new ArrayList<PendingCommit>();
        try {
            for (var next = queue.poll(); next != null; next = queue.poll()) {
                group.add(next);
            }
            process(group);
        } catch (Throwable e) {
            LOGGER.error("the commit log failed", e);
            refuseRest(group, e);
        } finally {
            writing.set(false);
            var next = queue.peek();
            if (next != null) {
                next.outcome().wake();
            }
        }
    }

    /** Lets nobody wait for ever after an error that is none of the log's, such as one of memory. */
    private static void refuseRest(List<PendingCommit> group, Throwable error) {
        for (var pending : group) {
            if (!pending.outcome().isKnown()) {
                pending.outcome().fail(unknownOutcome(error));
            }
        }
    }

    private static SlipherException unknownOutcome(Throwable error) {
        return new SlipherException(
                        SqlState.CRASH_SHUTDOWN,
                        "the transaction may have been committed, or not: writing it ended with \"%s\""
                                .formatted(error),
                        error)
                .withHint("Restart the server, then look whether it was.");
    }

    private void process(List<PendingCommit> group) {
        var changes = new ArrayList<PendingCommit.Change>();
        for (var pending : group) {
            switch (pending) {
                case PendingCommit.Change change -> changes.add(change);
                case PendingCommit.Reshape reshape -> {
                    writeAll(changes);
                    complete(reshape);
                }
                case PendingCommit.Stop stop -> {
                    writeAll(changes);
                    stopped = new SlipherException(SqlState.ADMIN_SHUTDOWN, "the commit log is closed");
                    stop.outcome().complete(versions.current());
                }
            }
        }
        writeAll(changes);
    }

    private void complete(PendingCommit.Reshape reshape) {
        try {
            var shaped = reshape.form().apply(versions.current());
            versions.publish(shaped);
            reshape.outcome().complete(shaped);
        } catch (RuntimeException e) {
            reshape.outcome().fail(e);
        }
    }

    /** Writes as many entries as the changes need, and forgets the changes. */
    private void writeAll(List<PendingCommit.Change> changes) {
        var from = 0;
        while (from < changes.size()) {
            var refusal = stopped;
            if (refusal != null) {
                changes.get(from++).outcome().fail(refusal);
            } else {
                from = writeNext(changes, from);
            }
        }
        changes.clear();
    }

    /** Writes one entry of changes from {@code from} on, and returns the first that it had no room for. */
    private int writeNext(List<PendingCommit.Change> changes, int from) {
        var current = versions.current();
        var micros = Math.max(current.header().commitMicros() + 1, microsOf(clock.instant()));
        var draft = new Draft(current.withVersion(current.version() + 1, micros));
        var next = from;
        try {
            while (next < changes.size() && (draft.changes.isEmpty() || draft.byteCount < limits.entryBytes())) {
                draft.tryAdd(changes.get(next++));
            }
        } catch (Error e) {
            var failure = notMade(draft, e);
            changes.get(next - 1).outcome().fail(failure);
            fail(draft, failure);
            return next;
        }
        if (!draft.changes.isEmpty()) {
            write(draft);
        }
        return next;
    }

    private static SlipherException notMade(Draft draft, Error error) {
        LOGGER.error("log entry {} could not be made", draft.catalog.version(), error);
        return new SlipherException(
                error instanceof OutOfMemoryError ? SqlState.OUT_OF_MEMORY : SqlState.INTERNAL_ERROR,
                "the transaction could not be committed: " + error,
                error);
    }

    private void write(Draft draft) {
        var version = draft.catalog.version();
        LogEntry entry;
        ByteBuffer bytes;
        try {
            entry = new LogEntry(
                    version,
                    epoch,
                    ObjectId.random(random),
                    draft.catalog.header().commitMicros(),
                    draft.actions);
            bytes = EntryWriter.seal(entry);
        } catch (RuntimeException e) {
            fail(draft, e);
            return;
        } catch (Error e) {
            fail(draft, notMade(draft, e));
            return;
        }
        EntryWriter.Outcome outcome;
        try {
            outcome = writer.write(entry, bytes);
        } catch (RuntimeException e) {
            if (e instanceof SlipherException known && known.sqlState() == SqlState.DATA_CORRUPTED) {
                // What is in its place cannot be read, and may be this entry.
                loseTrack(draft, e);
            } else {
                fail(draft, e);
            }
            return;
        } catch (Error e) {
            loseTrack(draft, e);
            return;
        }
        switch (outcome) {
            case EntryWriter.Outcome.Written(var byteCount) -> publish(draft, entry, byteCount);
            case EntryWriter.Outcome.Taken(var other) -> {
                var refusal = new SlipherException(
                        SqlState.ADMIN_SHUTDOWN,
                        "another process took the warehouse over: it wrote log entry %d in epoch %d, this one is in"
                                        .formatted(version, other.epoch())
                                + " epoch %d".formatted(epoch));
                stop(refusal);
                fail(draft, refusal);
            }
            case EntryWriter.Outcome.Unknown(var failure) -> loseTrack(draft, failure);
        }
    }

    /** Lets everybody see what is in the log now. */
    private void publish(Draft draft, LogEntry entry, int byteCount) {
        try {
            history.keep();
            versions.publish(draft.catalog);
        } catch (Throwable e) {
            loseTrack(draft, e);
            return;
        }
        draft.changes.forEach(change -> change.outcome().complete(draft.catalog));
        moves.forgetThrough(versions.oldest());
        tell(entry, byteCount);
    }

    private void loseTrack(Draft draft, Throwable error) {
        var version = draft.catalog.version();
        LOGGER.error("nobody knows whether log entry {} was written; no other follows it", version, error);
        stop(new SlipherException(
                        SqlState.CRASH_SHUTDOWN,
                        "the server takes no more changes: nobody knows whether log entry %d was written, which ended with \"%s\""
                                .formatted(version, error),
                        error)
                .withHint("Restart the server. Until then it can only be read."));
        fail(draft, unknownOutcome(error));
    }

    /** Refuses what comes from now on. */
    private void stop(SlipherException refusal) {
        stopped = refusal;
        listener.stopped();
    }

    /** Tells the listener of an entry, which is committed whatever the listener makes of it. */
    private void tell(LogEntry entry, int byteCount) {
        try {
            listener.written(entry, byteCount);
        } catch (Throwable e) {
            LOGGER.error("log entry {} was written, and what follows it failed", entry.version(), e);
        }
    }

    private void fail(Draft draft, RuntimeException failure) {
        moves.forget(draft.catalog.version());
        history.forget();
        draft.changes.forEach(change -> change.outcome().fail(failure));
    }

    /** An entry to be: the changes that fit on each other, and the version that they make. */
    private final class Draft {
        private final List<PendingCommit.Change> changes = new ArrayList<>();
        private final List<Action> actions = new ArrayList<>();
        private Catalog catalog;
        private int rowPacks;
        private long byteCount;

        private Draft(Catalog catalog) {
            this.catalog = catalog;
        }

        private void tryAdd(PendingCommit.Change change) {
            try {
                var added = change.actions().actionsOn(catalog);
                var result = catalog;
                var packs = rowPacks;
                var bytes = byteCount;
                for (var action : added) {
                    result = result.apply(action, packs);
                    bytes += ACTION_BYTES;
                    if (action instanceof Action.AddRows rows) {
                        packs++;
                        bytes += rows.batch().length;
                    }
                }
                change.move()
                        .ifPresentOrElse(
                                move -> moves.add(catalog.version(), move),
                                () -> history.add(catalog.version(), added));
                catalog = result;
                rowPacks = packs;
                byteCount = bytes;
                actions.addAll(added);
                changes.add(change);
            } catch (RuntimeException e) {
                change.outcome().fail(e);
            }
        }
    }
}
