package dev.slipher.storage.objectstore;

import java.nio.ByteBuffer;

/** An object being written by one thread, which exists once {@link #commit()} has returned and never in part. */
public interface ObjectWriter extends AutoCloseable {
    /** Appends the remaining bytes of {@code bytes}. */
    void append(ByteBuffer bytes);

    /**
     * Makes the object durable and visible.
     *
     * @throws dev.slipher.storage.error.SlipherException 58P02 if an object of that key exists
     * @throws UnknownOutcomeException if the object may or may not exist now; where it does not, this may be called again
     */
    void commit();

    /** Forgets what was appended, unless it was committed. */
    @Override
    void close();
}
