package dev.slipher.storage.log;

import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.ObjectWriter;
import dev.slipher.storage.objectstore.StoredObject;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A store that another one keeps.
 *
 * @param reads how often each object was read whole
 * @param beforeCreate is told the key of an object that is about to be written in pieces
 * @param beforePut is told the key of one that is about to be written at once
 */
record WatchedStore(
        ObjectStore store, Map<String, Integer> reads, Consumer<String> beforeCreate, Consumer<String> beforePut)
        implements ObjectStore {
    WatchedStore(ObjectStore store, Consumer<String> beforeCreate) {
        this(store, new ConcurrentHashMap<>(), beforeCreate, _ -> {});
    }

    WatchedStore(ObjectStore store) {
        this(store, _ -> {});
    }

    static WatchedStore beforePuts(ObjectStore store, Consumer<String> beforePut) {
        return new WatchedStore(store, new ConcurrentHashMap<>(), _ -> {}, beforePut);
    }

    @Override
    public boolean putIfAbsent(String key, ByteBuffer bytes) {
        beforePut.accept(key);
        return store.putIfAbsent(key, bytes);
    }

    @Override
    public ObjectWriter create(String key) {
        beforeCreate.accept(key);
        return store.create(key);
    }

    @Override
    public void read(String key, long offset, MemorySegment target) {
        store.read(key, offset, target);
    }

    @Override
    public byte[] readAll(String key) {
        reads.merge(key, 1, Integer::sum);
        return store.readAll(key);
    }

    @Override
    public OptionalLong size(String key) {
        return store.size(key);
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        return store.list(prefix, after, limit);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public void close() {
        store.close();
    }
}
