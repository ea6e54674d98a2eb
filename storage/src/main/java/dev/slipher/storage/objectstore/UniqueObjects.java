package dev.slipher.storage.objectstore;

import java.nio.ByteBuffer;

/**
 * Writes objects whose keys are used once, or always for the same content, so that one that is there is as good as the
 * writer's own: where the store cannot say what became of a write, it is asked what is there.
 */
public final class UniqueObjects {
    private UniqueObjects() {}

    /**
     * Stores the remaining bytes of {@code bytes}.
     *
     * @throws dev.slipher.storage.error.SlipherException 53100 or 58030 if they are not known to be there
     */
    public static void put(ObjectStore store, String key, ByteBuffer bytes) {
        settle(store, key, bytes.remaining(), () -> store.putIfAbsent(key, bytes));
    }

    /**
     * Commits an object that is being written.
     *
     * @param byteCount of all that was appended
     * @throws dev.slipher.storage.error.SlipherException 53100 or 58030 if it is not known to be there
     */
    public static void commit(ObjectStore store, String key, long byteCount, ObjectWriter object) {
        settle(store, key, byteCount, object::commit);
    }

    private static void settle(ObjectStore store, String key, long byteCount, Runnable write) {
        try {
            write.run();
        } catch (UnknownOutcomeException _) {
            // What can be seen is durable.
            if (store.size(key).orElse(-1) != byteCount) {
                writeAgain(write);
            }
        }
    }

    private static void writeAgain(Runnable write) {
        try {
            write.run();
        } catch (UnknownOutcomeException e) {
            throw e.failure();
        }
    }
}
