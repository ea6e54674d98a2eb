package dev.slipher.storage.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * Joins old entries into range objects.
 *
 * <p>The first entry of every epoch also stays where it is for ever: it is the one whose number a process finds taken that
 * lost the log without knowing it.
 */
final class EntryPacker {
    private static final int MIN_ENTRIES = 64;
    private static final int MAX_ENTRIES = 16_384;
    private static final long MAX_BYTES = 32L << 20;

    private EntryPacker() {}

    /** Packs the entries up to {@code lastVersion}, which a checkpoint has. */
    static void pack(SealedObjects objects, long lastVersion) {
        var reader = new LogReader(objects);
        var first = reader.lastPacked() + 1;
        var epochs = new HashMap<Long, Long>();
        while (lastVersion - first + 1 >= MIN_ENTRIES) {
            first = packFrom(objects, reader, first, lastVersion, epochs) + 1;
        }
        deletePacked(objects, reader, first - 1, epochs);
    }

    /** Deletes the entries up to {@code lastPacked} that have an object of their own, also those that a crash brought back. */
    private static void deletePacked(SealedObjects objects, LogReader reader, long lastPacked, Map<Long, Long> epochs) {
        var previousEpoch = 0L;
        for (var version : reader.singles().headSet(lastPacked, true)) {
            long epoch = epochs.computeIfAbsent(
                    version, _ -> LogReader.read(objects, version).epoch());
            if (epoch == previousEpoch) {
                objects.store().delete(ObjectKeys.entry(version));
            }
            previousEpoch = epoch;
        }
    }

    /** Packs some entries, notes the epoch of each, and returns the last. */
    private static long packFrom(
            SealedObjects objects, LogReader reader, long first, long lastVersion, Map<Long, Long> epochs) {
        var entries = new ArrayList<LogEntry>();
        var bytes = 0L;
        var version = first;
        while (version <= lastVersion && entries.size() < MAX_ENTRIES && bytes < MAX_BYTES) {
            var entry = reader.read(version++);
            entries.add(entry);
            epochs.put(entry.version(), entry.epoch());
            bytes += SealedObjects.ENTRY.encode(entry).remaining();
        }
        var last = version - 1;
        objects.writeContent(Frame.Kind.ENTRIES, ObjectKeys.entries(first, last), LogReader.join(entries));
        return last;
    }
}
