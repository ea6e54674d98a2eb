package dev.slipher.storage.log;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.UnknownOutcomeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Writes log entries, and finds out what became of a write of which the store cannot say. */
final class EntryWriter {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** How often a store is still asked by who has given up, about a second in all. */
    private static final int LAST_TRIES = 10;

    private static final Duration LAST_PAUSE = Duration.ofMillis(100);

    private final SealedObjects objects;
    private volatile boolean givenUp;

    EntryWriter(SealedObjects objects) {
        this.objects = objects;
    }

    /** What became of an entry. */
    sealed interface Outcome {
        /** It is in the log, in so many bytes. */
        record Written(int byteCount) implements Outcome {}

        /** Another process wrote the entry of this number. */
        record Taken(LogEntry other) implements Outcome {}

        /** Nobody knows whether it is in the log, or will be: the writer has given up. */
        record Unknown(SlipherException failure) implements Outcome {}
    }

    /** Has a store that does not answer asked only a few times more from now on. */
    void giveUp() {
        givenUp = true;
    }

    /** Returns an entry as it lies in the store. */
    static ByteBuffer seal(LogEntry entry) {
        return Frame.seal(Frame.Kind.ENTRY, SealedObjects.ENTRY.encode(entry));
    }

    /** Writes an entry that is not sealed yet. */
    Outcome write(LogEntry entry) {
        return write(entry, seal(entry));
    }

    /**
     * Writes an entry, and returns when it is known to be in the log, or never to be, unless the writer gives up. An
     * interrupt of the thread only makes it write again.
     *
     * @param bytes the sealed entry
     * @throws SlipherException if it is not there and never will be, as when the store is full
     */
    Outcome write(LogEntry entry, ByteBuffer bytes) {
        var pause = FIRST_PAUSE;
        var mayBeThere = false;
        var interrupted = false;
        var triesLeft = LAST_TRIES;
        try {
            while (true) {
                SlipherException failure;
                try {
                    return tryWrite(entry, bytes);
                } catch (UnknownOutcomeException e) {
                    mayBeThere = true;
                    failure = e.failure();
                } catch (SlipherException e) {
                    failure = e;
                    // An earlier try may still succeed, so that nobody may be told that the entry was not written.
                    if (!mayBeThere && !Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                }
                interrupted |= Thread.interrupted();
                if (givenUp && triesLeft-- == 0) {
                    return new Outcome.Unknown(failure);
                }
                LockSupport.parkNanos((givenUp ? LAST_PAUSE : pause).toNanos());
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Outcome tryWrite(LogEntry entry, ByteBuffer bytes) {
        if (objects.store().putIfAbsent(ObjectKeys.entry(entry.version()), bytes)) {
            return new Outcome.Written(bytes.remaining());
        }
        var there = entryThere(entry.version());
        return there.writer().equals(entry.writer())
                ? new Outcome.Written(bytes.remaining())
                : new Outcome.Taken(there);
    }

    /** Reads the entry that took the place, which may be this writer's own: a store tries by itself again, and meets it. */
    private LogEntry entryThere(long version) {
        try {
            return LogReader.read(objects, version);
        } catch (SlipherException e) {
            if (e.sqlState() == SqlState.DATA_CORRUPTED) {
                throw e;
            }
            throw new UnknownOutcomeException(ObjectKeys.entry(version), e);
        }
    }
}
