package dev.slipher.storage.objectstore;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * Objects that are written once, whole or not at all, and then only read and deleted; used by many threads at once.
 *
 * <p>Keys are relative paths of letters, digits, dots, dashes and underscores, their parts divided by single slashes. An
 * object that can be seen is durable: once a method has returned an object's bytes, size or name, no crash takes it away.
 *
 * <p>Methods throw {@link dev.slipher.storage.error.SlipherException} naming the object or its file: 53100 for a full store, 58030 for
 * any other failure. A write that throws it has left no object behind; one that cannot know says so by
 * {@link UnknownOutcomeException}.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Stores the remaining bytes of {@code bytes}, whose position is kept, unless an object of that key exists.
     *
     * @return whether they were stored; false leaves the object that was there as it is
     * @throws UnknownOutcomeException if the object may or may not have been stored; the caller reads it to find out
     */
    boolean putIfAbsent(String key, ByteBuffer bytes);

    /** Starts an object that is too large for one buffer; nobody sees it before {@link ObjectWriter#commit()}. */
    ObjectWriter create(String key);

    /**
     * Fills {@code target} with the object's bytes from {@code offset} on.
     *
     * @throws dev.slipher.storage.error.SlipherException 58P01 if there is no such object, XX001 if it ends before
     */
    void read(String key, long offset, MemorySegment target);

    /**
     * Returns all bytes of an object, which must be smaller than 2 GB.
     *
     * @throws dev.slipher.storage.error.SlipherException 58P01 if there is no such object
     */
    byte[] readAll(String key);

    /** Returns the size of an object in bytes, empty if there is none. */
    OptionalLong size(String key);

    /**
     * Returns objects whose keys start with {@code prefix} and sort after {@code after}, in the order of their keys.
     *
     * @param prefix ends in a slash, or is empty
     * @param after a key, or empty to begin with the first
     * @param limit the most that are returned; fewer mean that there are no more
     */
    List<StoredObject> list(String prefix, String after, int limit);

    /** Deletes an object, or does nothing if there is none. */
    void delete(String key);

    @Override
    void close();
}
