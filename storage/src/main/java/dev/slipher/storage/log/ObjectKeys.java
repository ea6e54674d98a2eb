package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The names of the warehouse's objects in its store. */
public final class ObjectKeys {
    /** The object that every warehouse has and nothing else. */
    public static final String CLUSTER = "cluster.json";

    static final String LOG = "log/";
    static final String CHECKPOINT = "checkpoint/";
    static final String SEGMENT = "segment/";
    static final String MANIFEST = "manifest/";
    static final String DELETE = "delete/";
    static final String STATISTICS = "stats/";
    static final String PIN = "pin/";

    private static final Pattern VERSION = Pattern.compile("0\\d{19}");
    private static final Pattern RANGE = Pattern.compile("(0\\d{19})-(0\\d{19})");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private ObjectKeys() {}

    /** Returns the key of a segment. */
    public static String segment(ObjectId id) {
        return sharded(SEGMENT, id);
    }

    static String manifest(ObjectId id) {
        return sharded(MANIFEST, id);
    }

    static String delete(ObjectId id) {
        return sharded(DELETE, id);
    }

    static String statistics(ObjectId id) {
        return sharded(STATISTICS, id);
    }

    static String entry(long version) {
        return LOG + digits(version);
    }

    /** Returns the key of the object into which entries of old versions are packed. */
    static String entries(long first, long last) {
        return LOG + digits(first) + "-" + digits(last);
    }

    static String checkpoint(long version) {
        return CHECKPOINT + digits(version);
    }

    /** Returns the version that an object of the log or a checkpoint is named by, nothing for a foreign file. */
    static OptionalLong version(String prefix, String key) {
        var name = key.substring(prefix.length());
        return VERSION.matcher(name).matches() ? OptionalLong.of(Long.parseLong(name)) : OptionalLong.empty();
    }

    /** Returns the first and last version of a range of entries, nothing for other objects. */
    static Optional<VersionRange> range(String key) {
        var match = RANGE.matcher(key.substring(LOG.length()));
        return match.matches()
                ? Optional.of(new VersionRange(Long.parseLong(match.group(1)), Long.parseLong(match.group(2))))
                : Optional.empty();
    }

    record VersionRange(long first, long last) {}

    /** Returns the id that an object is named by, nothing for a foreign file. */
    static Optional<ObjectId> id(String key) {
        var name = key.substring(key.lastIndexOf('/') + 1);
        return ID.matcher(name).matches() ? Optional.of(ObjectId.parse(name)) : Optional.empty();
    }

    /** Returns the prefixes under one of which each object lies that is named by an id and begins with {@code prefix}. */
    static List<String> shards(String prefix) {
        return IntStream.range(0, 256)
                .mapToObj(shard -> prefix + HexFormat.of().toHexDigits((byte) shard) + "/")
                .toList();
    }

    private static String sharded(String prefix, ObjectId id) {
        var name = id.toString();
        return prefix + name.substring(0, 2) + "/" + name;
    }

    private static String digits(long version) {
        return "%020d".formatted(version);
    }
}
