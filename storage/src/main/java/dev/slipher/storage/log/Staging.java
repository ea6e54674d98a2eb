package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments that one writer writes before the log names them, if it ever does: while it is open, they are no garbage,
 * however old they become. Used by any number of threads.
 */
public final class Staging implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Staging.class);

    private final ObjectStore store;
    private final RandomGenerator random;
    private final Consumer<Staging> closing;
    private final Set<ObjectId> ids = ConcurrentHashMap.newKeySet();

    Staging(ObjectStore store, RandomGenerator random, Consumer<Staging> closing) {
        this.store = store;
        this.random = random;
        this.closing = closing;
    }

    /** Returns the id of a segment that is about to be written. */
    public ObjectId newSegment() {
        var id = ObjectId.random(random);
        ids.add(id);
        return id;
    }

    /** Returns whether no segment has been written, or none is left. */
    public boolean isEmpty() {
        return ids.isEmpty();
    }

    /** Deletes what has been written except {@code named}, which the log or a catalog in memory names. */
    public void retain(Set<ObjectId> named) {
        var unnamed = ids();
        unnamed.removeAll(named);
        unnamed.forEach(this::delete);
        ids.removeAll(unnamed);
    }

    private void delete(ObjectId id) {
        try {
            store.delete(ObjectKeys.segment(id));
        } catch (RuntimeException e) {
            LOGGER.warn("{} stays until it is collected as garbage", ObjectKeys.segment(id), e);
        }
    }

    Set<ObjectId> ids() {
        return new HashSet<>(ids);
    }

    /** Forgets the segments; those that the log does not name are garbage from now on. */
    @Override
    public void close() {
        closing.accept(this);
    }
}
