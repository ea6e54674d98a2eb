package dev.slipher.storage.log;

import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.codec.Leaf;
import dev.slipher.storage.codec.TaggedCodec;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.UniqueObjects;
import dev.slipher.storage.objectstore.UnknownOutcomeException;
import dev.slipher.storage.segment.DistinctSketch;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads and writes the log's records as sealed objects of a store. */
final class SealedObjects {
    static final Leaf<RowSet> ROW_SET = new Leaf<>(RowSet.class, RowSet::toBytes, RowSet::fromBytes);
    static final Leaf<DistinctSketch> SKETCH =
            new Leaf<>(DistinctSketch.class, DistinctSketch::toBytes, DistinctSketch::fromBytes);
    static final TaggedCodec<LogEntry> ENTRY = TaggedCodec.of(LogEntry.class, ROW_SET, SKETCH);
    static final TaggedCodec<CheckpointState> CHECKPOINT = TaggedCodec.of(CheckpointState.class, ROW_SET, SKETCH);
    static final TaggedCodec<CheckpointState.Manifest> MANIFEST =
            TaggedCodec.of(CheckpointState.Manifest.class, ROW_SET, SKETCH);
    static final TaggedCodec<CheckpointState.Statistics> STATISTICS =
            TaggedCodec.of(CheckpointState.Statistics.class, ROW_SET, SKETCH);

    private final ObjectStore store;

    SealedObjects(ObjectStore store) {
        this.store = store;
    }

    ObjectStore store() {
        return store;
    }

    <T> T read(Frame.Kind kind, String key, TaggedCodec<T> codec) {
        return decode(kind, key, codec, Frame.open(kind, key, store.readAll(key)));
    }

    static <T> T decode(Frame.Kind kind, String key, TaggedCodec<T> codec, ByteBuffer content) {
        try {
            return codec.decode(content);
        } catch (SlipherException e) {
            throw Frame.corrupted(kind, key, Frame.HEADER_BYTES, String.valueOf(e.getMessage()));
        }
    }

    /** Writes an object under a key that is written to once, or always with the same content: one that is there is this one. */
    <T> void write(Frame.Kind kind, String key, TaggedCodec<T> codec, T value) {
        writeContent(kind, key, codec.encode(value));
    }

    void writeContent(Frame.Kind kind, String key, ByteBuffer content) {
        UniqueObjects.put(store, key, Frame.seal(kind, content));
    }

    /**
     * Writes an object under a key that may have been written to before with other content, which then stays.
     *
     * @return whether what is there now has this content
     */
    boolean tryWriteContent(Frame.Kind kind, String key, ByteBuffer content) {
        var sealed = Frame.seal(kind, content);
        try {
            if (store.putIfAbsent(key, sealed)) {
                return true;
            }
        } catch (UnknownOutcomeException _) {
            UniqueObjects.put(store, key, sealed);
        }
        // Of the same size may be either.
        return sealed.equals(ByteBuffer.wrap(store.readAll(key)));
    }

    /** Writes an object like {@link #write}, whose content lies in several buffers and is not joined in memory. */
    void writeParts(Frame.Kind kind, String key, List<ByteBuffer> parts) {
        var header = Frame.header(kind, parts);
        var byteCount = (long) header.remaining();
        try (var object = store.create(key)) {
            object.append(header);
            for (var part : parts) {
                byteCount += part.remaining();
                object.append(part.duplicate());
            }
            UniqueObjects.commit(store, key, byteCount, object);
        }
    }
}
