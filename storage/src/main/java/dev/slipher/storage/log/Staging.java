package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects that one writer writes before the log names them, if it ever does: while it is open, they are no garbage,
 * however old they become. Used by any number of threads.
 */
public final class Staging implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Staging.class);

    private final ObjectStore store;
    private final RandomGenerator random;
    private final Consumer<Staging> closing;
    private final Map<ObjectId, String> keys = new ConcurrentHashMap<>();

    Staging(ObjectStore store, RandomGenerator random, Consumer<Staging> closing) {
        this.store = store;
        this.random = random;
        this.closing = closing;
    }

    /** Returns the id of a segment that is about to be written. */
    public ObjectId newSegment() {
        return newObject(ObjectKeys::segment);
    }

    /** Returns the id of an object that is about to be written, whose key {@code keyOf} makes of it. */
    ObjectId newObject(Function<ObjectId, String> keyOf) {
        var id = ObjectId.random(random);
        keys.put(id, keyOf.apply(id));
        return id;
    }

    /** Returns whether nothing has been written, or nothing is left. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Returns whether a commit that ended with {@code failure} may be in the log, or come to be, with what it names. */
    public static boolean mayBeNamedAfter(Throwable failure) {
        return !(failure instanceof SlipherException e) || e.sqlState() == SqlState.CRASH_SHUTDOWN;
    }

    /** Deletes what has been written for something that ended with {@code failure}, if the log surely does not name it. */
    public void discardAfter(Throwable failure) {
        if (!mayBeNamedAfter(failure)) {
            retain(Set.of());
        }
    }

    /** Deletes what has been written except {@code named}, which the log or a catalog in memory names. */
    public void retain(Set<ObjectId> named) {
        var unnamed = ids();
        unnamed.removeAll(named);
        unnamed.forEach(this::delete);
    }

    private void delete(ObjectId id) {
        var key = keys.remove(id);
        try {
            if (key != null) {
                store.delete(key);
            }
        } catch (RuntimeException e) {
            LOGGER.warn("{} stays until it is collected as garbage", key, e);
        }
    }

    /** Returns those that have been written so far. */
    public Set<ObjectId> ids() {
        return new HashSet<>(keys.keySet());
    }

    /** Forgets the objects; those that the log does not name are garbage from now on. */
    @Override
    public void close() {
        closing.accept(this);
    }
}
