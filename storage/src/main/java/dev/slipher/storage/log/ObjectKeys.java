package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;

/** The names of the warehouse's objects in its store. */
public final class ObjectKeys {
    static final String CLUSTER = "cluster.json";
    static final String LOG = "log/";
    static final String CHECKPOINT = "checkpoint/";
    static final String SEGMENT = "segment/";
    static final String MANIFEST = "manifest/";
    static final String DELETE = "delete/";
    static final String STATISTICS = "stats/";
    static final String PIN = "pin/";

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

    private static String sharded(String prefix, ObjectId id) {
        var name = id.toString();
        return prefix + name.substring(0, 2) + "/" + name;
    }

    private static String digits(long version) {
        return "%020d".formatted(version);
    }
}
