package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The newest version, and the versions that snapshots hold open; used by many threads. */
final class OpenVersions {
    private final TreeMap<Long, Use> uses = new TreeMap<>();
    private volatile Catalog current;

    OpenVersions(Catalog current) {
        this.current = current;
    }

    /** How many snapshots hold a version, and in which forms: a checkpoint lists the same segments in another way. */
    private static final class Use {
        private final List<Catalog> forms = new ArrayList<>();
        private int count;
    }

    Catalog current() {
        return current;
    }

    synchronized void publish(Catalog catalog) {
        current = catalog;
    }

    synchronized Snapshot open() {
        var catalog = current;
        var use = uses.computeIfAbsent(catalog.version(), _ -> new Use());
        use.count++;
        if (!use.forms.contains(catalog)) {
            use.forms.add(catalog);
        }
        return new OpenSnapshot(catalog);
    }

    /** Returns the oldest version that is held, or the newest of all if none is. */
    synchronized long oldest() {
        return uses.isEmpty() ? current.version() : uses.firstKey();
    }

    synchronized boolean isHeld(long version) {
        return uses.containsKey(version);
    }

    /** Returns the catalogs that are held, in all their forms. */
    synchronized List<Catalog> held() {
        var result = new ArrayList<Catalog>();
        uses.values().forEach(use -> result.addAll(use.forms));
        return result;
    }

    private synchronized void release(long version) {
        var use = uses.get(version);
        if (use == null) {
            throw new IllegalStateException("version %d is not open".formatted(version));
        }
        if (--use.count == 0) {
            uses.remove(version);
        }
    }

    private final class OpenSnapshot implements Snapshot {
        private final Catalog catalog;
        private final AtomicBoolean closed = new AtomicBoolean();

        private OpenSnapshot(Catalog catalog) {
            this.catalog = catalog;
        }

        @Override
        public Catalog catalog() {
            return catalog;
        }

        @Override
        public void close() {
            if (!closed.getAndSet(true)) {
                release(catalog.version());
            }
        }
    }
}
