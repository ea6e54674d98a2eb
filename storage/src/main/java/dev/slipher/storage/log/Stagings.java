package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The stagings of a log that are open; used by many threads. */
final class Stagings {
    private final ObjectStore store;
    private final RandomGenerator random;
    private final Set<Staging> stagings = ConcurrentHashMap.newKeySet();

    Stagings(ObjectStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    /** Opens one, which the caller closes when its objects are named, or none will be. */
    Staging open() {
        var staging = new Staging(store, random, stagings::remove);
        stagings.add(staging);
        return staging;
    }

    /** Returns the ids of all objects that are yet to be named. */
    Set<ObjectId> ids() {
        var result = new HashSet<ObjectId>();
        stagings.forEach(staging -> result.addAll(staging.ids()));
        return result;
    }
}
