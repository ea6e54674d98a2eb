package dev.slipher.storage.log;

import java.nio.ByteBuffer;
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

    private EntryPacker() {}

    /**
     * Packs the entries up to {@code lastVersion}, which a checkpoint has.
     *
     * @param rangeBytes size from which a range object takes no further entry; so much is in memory at a time
     */
    static void pack(SealedObjects objects, long lastVersion, long rangeBytes) {
        var reader = new LogReader(objects);
        var first = reader.lastPacked() + 1;
        var epochs = new HashMap<Long, Long>();
        while (lastVersion - first + 1 >= MIN_ENTRIES) {
            first = packFrom(objects, reader, first, lastVersion, rangeBytes, epochs) + 1;
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
            SealedObjects objects,
            LogReader reader,
            long first,
            long lastVersion,
            long rangeBytes,
            Map<Long, Long> epochs) {
        var sealed = new ArrayList<ByteBuffer>();
        var bytes = 0L;
        var version = first;
        while (version <= lastVersion && sealed.size() < MAX_ENTRIES && bytes < rangeBytes) {
            var entry = reader.readSealed(version);
            sealed.add(entry.bytes());
            epochs.put(version, entry.entry().epoch());
            bytes += entry.bytes().remaining();
            version++;
        }
        var last = version - 1;
        objects.writeParts(Frame.Kind.ENTRIES, ObjectKeys.entries(first, last), sealed);
        return last;
    }
}
