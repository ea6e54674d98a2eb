package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The thread that writes the log: it joins whatever waits into one entry, applies each transaction in turn, and publishes
 * the version once its entry is durable. A transaction that fails leaves the others of its entry alone.
 */
final class GroupCommitter {
    private static final Instant SQL_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    /** What an action is taken to need in an entry, besides inline rows. */
    private static final int ACTION_BYTES = 256;

    private final LinkedBlockingQueue<PendingCommit> queue = new LinkedBlockingQueue<>();
    private final OpenVersions versions;
    private final MoveHistory moves;
    private final ChangeHistory history;
    private final EntryWriter writer;
    private final Clock clock;
    private final RandomGenerator random;
    private final LogLimits limits;
    private final long epoch;
    private final EntryListener listener;
    private final Thread thread;
    private volatile @Nullable SlipherException stopped;

    /** Is told of each entry that was written, by the writing thread. */
    @FunctionalInterface
    interface EntryListener {
        void written(LogEntry entry, int byteCount);
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
        this.thread = Thread.ofPlatform().name("commit-log").daemon().unstarted(this::run);
    }

    static long microsOf(Instant instant) {
        return ChronoUnit.MICROS.between(SQL_EPOCH, instant);
    }

    void start() {
        thread.start();
    }

    /** Does what is asked, and returns the version that has it. */
    Catalog submit(PendingCommit pending) {
        queue.add(pending);
        var refusal = stopped;
        if (refusal != null) {
            // The thread may have ended before it saw the request.
            pending.outcome().completeExceptionally(refusal);
        }
        return pending.await();
    }

    /** Ends the thread after what was asked before. */
    void stop() {
        var stop = new PendingCommit.Stop();
        queue.add(stop);
        if (stopped == null) {
            stop.await();
        }
    }

    private void run() {
        var group = new ArrayList<PendingCommit>();
        while (stopped == null) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                // Nobody but close() ends this thread.
                continue;
            }
            queue.drainTo(group);
            process(group);
            group.clear();
        }
        var refusal = stopped;
        for (var late = queue.poll(); late != null && refusal != null; late = queue.poll()) {
            if (late instanceof PendingCommit.Stop) {
                late.outcome().complete(versions.current());
            } else {
                late.outcome().completeExceptionally(refusal);
            }
        }
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
            reshape.outcome().completeExceptionally(e);
        }
    }

    /** Writes as many entries as the changes need, and forgets the changes. */
    private void writeAll(List<PendingCommit.Change> changes) {
        var from = 0;
        while (from < changes.size()) {
            var refusal = stopped;
            if (refusal != null) {
                changes.get(from++).outcome().completeExceptionally(refusal);
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
        while (next < changes.size() && (draft.changes.isEmpty() || draft.byteCount < limits.entryBytes())) {
            draft.tryAdd(changes.get(next++));
        }
        if (!draft.changes.isEmpty()) {
            write(draft);
        }
        return next;
    }

    private void write(Draft draft) {
        var version = draft.catalog.version();
        var entry = new LogEntry(
                version, epoch, ObjectId.random(random), draft.catalog.header().commitMicros(), draft.actions);
        try {
            switch (writer.write(entry)) {
                case EntryWriter.Outcome.Written(var byteCount) -> {
                    versions.publish(draft.catalog);
                    moves.forgetThrough(versions.oldest());
                    listener.written(entry, byteCount);
                    draft.changes.forEach(change -> change.outcome().complete(draft.catalog));
                }
                case EntryWriter.Outcome.Taken(var other) -> {
                    var refusal = new SlipherException(
                            SqlState.ADMIN_SHUTDOWN,
                            "another process took the warehouse over: it wrote log entry %d in epoch %d, this one is in"
                                            .formatted(version, other.epoch())
                                    + " epoch %d".formatted(epoch));
                    stopped = refusal;
                    fail(draft, refusal);
                }
            }
        } catch (RuntimeException e) {
            fail(draft, e);
        }
    }

    private void fail(Draft draft, RuntimeException failure) {
        moves.forget(draft.catalog.version());
        draft.changes.forEach(change -> change.outcome().completeExceptionally(failure));
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
                change.outcome().completeExceptionally(e);
            }
        }
    }
}
