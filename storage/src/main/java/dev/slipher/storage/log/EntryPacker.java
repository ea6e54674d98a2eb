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
        var previousEpoch = first == 1 ? 0 : reader.read(first - 1).epoch();
        objects.writeContent(Frame.Kind.ENTRIES, ObjectKeys.entries(first, last), LogReader.join(entries));
        for (var entry : entries) {
            if (entry.epoch() == previousEpoch) {
                objects.store().delete(ObjectKeys.entry(entry.version()));
            }
            previousEpoch = entry.epoch();
        }
        return last;
    }
}
