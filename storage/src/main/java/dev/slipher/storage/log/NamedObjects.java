package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.ObjectId;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Which objects the entries and checkpoints since some version were the first to name, noted as they are written, so that
 * garbage collection need not read the log again. It takes 8 bytes for an object, and nothing for inline rows. Used by
 * many threads.
 */
final class NamedObjects {
    /** Guarded by this: halves of ids, as {@link ObjectIdSet} keeps them, by version. */
    private final TreeMap<Long, long[]> byVersion = new TreeMap<>();

    /** Guarded by this: versions of the checkpoints that were noted. */
    private final TreeSet<Long> checkpoints = new TreeSet<>();

    /** Guarded by this: of the entries that could not be noted, the first and the last version; 0 if there is none. */
    private long firstMissed;

    private long lastMissed;

    /** Versions from one to another. */
    record Versions(long first, long last) {}

    /** Notes what an entry names, or that it could not be. */
    void note(LogEntry entry) {
        try {
            noteActions(entry);
        } catch (Throwable e) {
            miss(entry.version());
            throw e;
        }
    }

    /** Notes that it could not be noted what the entry of {@code version} names. */
    synchronized void miss(long version) {
        firstMissed = firstMissed == 0 ? version : Math.min(firstMissed, version);
        lastMissed = Math.max(lastMissed, version);
    }

    /** Returns between which versions are all entries that could not be noted, to be read again and then {@link #found}. */
    synchronized Optional<Versions> missed() {
        return firstMissed == 0 ? Optional.empty() : Optional.of(new Versions(firstMissed, lastMissed));
    }

    /** Forgets that entries were missed, as they are noted now, unless there are others since. */
    synchronized void found(Versions versions) {
        if (versions.equals(new Versions(firstMissed, lastMissed))) {
            firstMissed = 0;
            lastMissed = 0;
        }
    }

    private void noteActions(LogEntry entry) {
        for (var action : entry.actions()) {
            // By far the most entries have nothing else.
            if (!(action instanceof Action.AddRows)) {
                var halves = LongStream.builder();
                forEach(action, id -> halves.add(ObjectIdSet.half(id)));
                note(entry.version(), halves.build().toArray());
            }
        }
    }

    /** Notes a checkpoint, and of the objects that it names those that nothing before it does. */
    synchronized void noteCheckpoint(long version, Collection<ObjectId> objects) {
        note(version, objects.stream().mapToLong(ObjectIdSet::half).toArray());
        checkpoints.add(version);
    }

    synchronized boolean hasCheckpoint(long version) {
        return checkpoints.contains(version);
    }

    /** Forgets what entries and checkpoints of versions up to {@code version} name. */
    synchronized void forgetThrough(long version) {
        byVersion.headMap(version, true).clear();
        checkpoints.headSet(version, true).clear();
    }

    synchronized void addTo(ObjectIdSet target) {
        for (var halves : byVersion.values()) {
            for (var half : halves) {
                target.addHalf(half);
            }
        }
    }

    private synchronized void note(long version, long[] halves) {
        if (halves.length > 0) {
            byVersion.merge(
                    version,
                    halves,
                    (a, b) -> LongStream.concat(LongStream.of(a), LongStream.of(b))
                            .toArray());
        }
    }

    private static void forEach(Action action, Consumer<ObjectId> consumer) {
        switch (action) {
            case Action.AddSegments added -> added.segments().forEach(segment -> consumer.accept(segment.id()));
            case Action.MoveRows move -> move.added().forEach(segment -> consumer.accept(segment.id()));
            case Action.AddDeletes deletes ->
                deletes.deletes().forEach(delta -> {
                    if (delta.rows() instanceof DeleteDelta.Rows.Stored stored) {
                        consumer.accept(stored.object());
                    }
                });
            case Action.AddRows _,
                    Action.Create _,
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
