package dev.slipher.storage.log;

import dev.slipher.storage.objectstore.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * The entries of the log as they lie in the store when this is made: each in an object of its own, or among others in a
 * range object, which counts if an entry is in both.
 */
final class LogReader {
    private static final int LIST_LIMIT = 100_000;

    private final SealedObjects objects;
    /** Last versions of range objects by their first. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    /** Bytes of entries that have an object of their own, by their versions. */
    private final NavigableMap<Long, Long> singles = new TreeMap<>();

    private long openRange = -1;
    /** The entries of the range that was read last, not decoded. */
    private List<ByteBuffer> openRangeEntries = List.of();

    LogReader(SealedObjects objects) {
        this.objects = objects;
        for (var object : listAll(objects, ObjectKeys.LOG)) {
            ObjectKeys.version(ObjectKeys.LOG, object.key()).ifPresent(version -> singles.put(version, object.size()));
            ObjectKeys.range(object.key()).ifPresent(range -> ranges.put(range.first(), range.last()));
        }
    }

    static List<StoredObject> listAll(SealedObjects objects, String prefix) {
        var result = new ArrayList<StoredObject>();
        while (true) {
            var after = result.isEmpty() ? "" : result.getLast().key();
            var page = objects.store().list(prefix, after, LIST_LIMIT);
            result.addAll(page);
            if (page.size() < LIST_LIMIT) {
                return result;
            }
        }
    }

    /** Returns the highest version that is there, 0 if none is. */
    long lastVersion() {
        var single = singles.isEmpty() ? 0 : singles.lastKey();
        return Math.max(single, lastPacked());
    }

    /** Returns the highest version that is in a range object, 0 if none is. */
    long lastPacked() {
        var range = ranges.lastEntry();
        return range == null ? 0 : range.getValue();
    }

    NavigableMap<Long, Long> ranges() {
        return ranges;
    }

    /** Returns the versions that have an object of their own. */
    NavigableSet<Long> singles() {
        return singles.navigableKeySet();
    }

    /** Returns what entries after {@code version} take that have an object of their own, as those after a checkpoint have. */
    long bytesAfter(long version) {
        return singles.tailMap(version, false).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * Reads an entry. Those of a range object are best read one after the other, since the last such object is kept.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 if it is missing or damaged
     */
    LogEntry read(long version) {
        var range = ranges.floorEntry(version);
        if (range != null && range.getValue() >= version) {
            var content = entriesOf(range.getKey(), range.getValue()).get((int) (version - range.getKey()));
            var key = ObjectKeys.entries(range.getKey(), range.getValue());
            return check(SealedObjects.decode(Frame.Kind.ENTRIES, key, SealedObjects.ENTRY, content), version, key);
        }
        requireSingle(version);
        return read(objects, version);
    }

    private void requireSingle(long version) {
        if (!singles.containsKey(version)) {
            throw Frame.corrupted(Frame.Kind.ENTRY, ObjectKeys.entry(version), 0, "it is missing");
        }
    }

    static LogEntry read(SealedObjects objects, long version) {
        var key = ObjectKeys.entry(version);
        return check(objects.read(Frame.Kind.ENTRY, key, SealedObjects.ENTRY), version, key);
    }

    /** An entry, and the bytes of the object that it has of its own. */
    record SealedEntry(LogEntry entry, ByteBuffer bytes) {}

    /**
     * Reads an entry that has an object of its own.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 if it is missing or damaged
     */
    SealedEntry readSealed(long version) {
        requireSingle(version);
        var key = ObjectKeys.entry(version);
        var bytes = objects.store().readAll(key);
        var content = Frame.open(Frame.Kind.ENTRY, key, bytes);
        var entry = check(SealedObjects.decode(Frame.Kind.ENTRY, key, SealedObjects.ENTRY, content), version, key);
        return new SealedEntry(entry, ByteBuffer.wrap(bytes));
    }

    private List<ByteBuffer> entriesOf(long first, long last) {
        if (openRange != first) {
            // Two of them need not be in memory at once.
            openRange = -1;
            openRangeEntries = List.of();
            openRangeEntries = readRange(first, last);
            openRange = first;
        }
        return openRangeEntries;
    }

    private List<ByteBuffer> readRange(long first, long last) {
        var key = ObjectKeys.entries(first, last);
        var content = Frame.open(Frame.Kind.ENTRIES, key, objects.store().readAll(key));
        var result = new ArrayList<ByteBuffer>();
        var offset = 0;
        for (var version = first; version <= last; version++) {
            var entry = Frame.openNext(Frame.Kind.ENTRY, key, content, offset);
            result.add(entry);
            offset += Frame.HEADER_BYTES + entry.remaining();
        }
        return result;
    }

    private static LogEntry check(LogEntry entry, long version, String key) {
        if (entry.version() != version) {
            throw Frame.corrupted(
                    Frame.Kind.ENTRY, key, Frame.HEADER_BYTES, "it holds another entry than number " + version);
        }
        return entry;
    }
}
