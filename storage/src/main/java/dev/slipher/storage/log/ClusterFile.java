package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.UnknownOutcomeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The object that makes a store a warehouse: one line of JSON with the format version, the warehouse's random id, and the
 * CRC32C of both. It is written after the log's first entry, and never changes; so a store with this object and without a
 * log has lost its log.
 */
final class ClusterFile {
    private static final int FORMAT = 2;
    private static final Pattern LINE = Pattern.compile(
            "\\{\"format\": ([0-9]{1,9}), \"cluster\": \"([0-9a-f]{32})\", \"crc32c\": \"[0-9a-f]{8}\"}\n");

    private ClusterFile() {}

    /**
     * Returns the id of the warehouse, empty if the store is none.
     *
     * @throws SlipherException XX001 if the object is corrupted, 0A000 if its format is not known
     */
    static Optional<ObjectId> read(ObjectStore store) {
        return store.size(ObjectKeys.CLUSTER).isEmpty()
                ? Optional.empty()
                : Optional.of(parse(new String(store.readAll(ObjectKeys.CLUSTER), StandardCharsets.ISO_8859_1)));
    }

    /** Makes a store a warehouse, and returns its id, which is another if another process was faster. */
    static ObjectId create(ObjectStore store, ObjectId fresh) {
        try {
            store.putIfAbsent(
                    ObjectKeys.CLUSTER, ByteBuffer.wrap(text(FORMAT, fresh).getBytes(StandardCharsets.US_ASCII)));
        } catch (UnknownOutcomeException e) {
            throw e.failure();
        }
        return read(store).orElseThrow();
    }

    private static ObjectId parse(String text) {
        var matcher = LINE.matcher(text);
        if (!matcher.matches()) {
            throw corrupted();
        }
        var format = Integer.parseInt(matcher.group(1));
        var id = ObjectId.parse(matcher.group(2));
        if (!text(format, id).equals(text)) {
            throw corrupted();
        }
        if (format != FORMAT) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "the warehouse has format version %d, this program knows version %d".formatted(format, FORMAT));
        }
        return id;
    }

    private static SlipherException corrupted() {
        return new SlipherException(
                        SqlState.DATA_CORRUPTED,
                        "object \"%s\" is corrupted at byte 0: its checksum is wrong".formatted(ObjectKeys.CLUSTER))
                .withHint("Put it back from a copy of the data.");
    }

    private static String text(int format, ObjectId id) {
        var crc = new CRC32C();
        crc.update("%d %s".formatted(format, id).getBytes(StandardCharsets.US_ASCII));
        return "{\"format\": %d, \"cluster\": \"%s\", \"crc32c\": \"%08x\"}\n".formatted(format, id, crc.getValue());
    }
}
