package dev.slipher.storage.log;

import java.util.ArrayList;

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
        while (lastVersion - first + 1 >= MIN_ENTRIES) {
            first = packFrom(objects, reader, first, lastVersion) + 1;
        }
        deletePacked(objects, reader, first - 1);
    }

    /** Deletes the entries up to {@code lastPacked} that have an object of their own, also those that a crash brought back. */
    private static void deletePacked(SealedObjects objects, LogReader reader, long lastPacked) {
        var previousEpoch = 0L;
        for (var version : reader.singles().headSet(lastPacked, true)) {
            var epoch = LogReader.read(objects, version).epoch();
            if (epoch == previousEpoch) {
                objects.store().delete(ObjectKeys.entry(version));
            }
            previousEpoch = epoch;
        }
    }

    private static long packFrom(SealedObjects objects, LogReader reader, long first, long lastVersion) {
        var entries = new ArrayList<LogEntry>();
        var bytes = 0L;
        var version = first;
        while (version <= lastVersion && entries.size() < MAX_ENTRIES && bytes < MAX_BYTES) {
            var entry = reader.read(version++);
            entries.add(entry);
            bytes += SealedObjects.ENTRY.encode(entry).remaining();
        }
        var last = version - 1;
        objects.writeContent(Frame.Kind.ENTRIES, ObjectKeys.entries(first, last), LogReader.join(entries));
        return last;
    }
}
