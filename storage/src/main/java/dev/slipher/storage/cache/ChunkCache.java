package dev.slipher.storage.cache;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Parts of immutable objects in memory, at most a budget of bytes, loaded once however many ask.
 *
 * <p>Who reads an entry holds a {@link Pin}; pinned entries are never evicted. Others go in the order of a clock: an entry
 * used since the hand last passed it gets another round. Where pinned entries leave no room, who asks goes on without: with
 * a value of its own, or a block at a time through a {@link BlockRoom}.
 */
public final class ChunkCache implements AutoCloseable {
    /** What an entry costs besides its content. */
    private static final int ENTRY_BYTES = 160;

    private final long budgetBytes;
    private final ConcurrentHashMap<ChunkKey, Entry> entries = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder loadedBytes = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}: the clock, its hand at the head. */
    private final ArrayDeque<Entry> clock = new ArrayDeque<>();
    /** Guarded by {@link #lock}. */
    private long usedBytes;

    public ChunkCache(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /**
     * Counts since the cache was made, and what it holds now.
     *
     * @param loadedBytes bytes charged for everything that was ever loaded
     */
    public record Statistics(
            long hits, long misses, long evictions, long loadedBytes, long usedBytes, long budgetBytes, int entries) {}

    /**
     * The right to use an entry until it is closed, by one thread.
     *
     * @param <T> what the entry's bytes are seen as
     */
    public static final class Pin<T> implements AutoCloseable {
        private @Nullable Entry entry;
        private final T value;

        private Pin(Entry entry, T value) {
            this.entry = entry;
            this.value = value;
        }

        /** Returns what the loader returned. */
        public T value() {
            return value;
        }

        /** Returns the entry's bytes off the heap, valid until this pin is closed. */
        public MemorySegment memory() {
            if (entry == null) {
                throw new IllegalStateException("the pin is closed");
            }
            return entry.memory;
        }

        /** Gives the entry back; a second call does nothing. */
        @Override
        public void close() {
            if (entry != null) {
                entry.unpin();
                entry = null;
            }
        }
    }

    /**
     * Returns the entry of {@code key}, loaded by {@code loader} if it is missing; the caller closes it. Empty if pinned
     * entries leave no room for it.
     *
     * @throws SlipherException 53200 if the system has no memory left, or whatever {@code loader} throws
     */
    public <T> Optional<Pin<T>> tryPin(ChunkKey key, Class<T> type, ChunkLoader<T> loader) {
        while (true) {
            var entry = entries.get(key);
            if (entry == null) {
                var fresh = new Entry(key);
                entry = entries.putIfAbsent(key, fresh);
                if (entry == null) {
                    misses.increment();
                    return tryLoad(fresh, loader)
                            ? Optional.of(new Pin<>(fresh, type.cast(Objects.requireNonNull(fresh.value))))
                            : Optional.empty();
                }
            }
            if (!entry.tryPin()) {
                Thread.onSpinWait();
                continue;
            }
            if (!entry.awaitLoaded()) {
                // Why the other load failed may be its query's own affair; the entry is gone, so this one tries itself.
                continue;
            }
            hits.increment();
            return Optional.of(new Pin<>(entry, type.cast(Objects.requireNonNull(entry.value))));
        }
    }

    /** Returns whether to ask for {@code key} is likely to take no time. */
    public boolean isLoaded(ChunkKey key) {
        var entry = entries.get(key);
        return entry != null && entry.isDone();
    }

    /**
     * Returns what {@code loader}, which needs no memory off the heap, makes of {@code key}: from the cache, or made for the
     * caller alone if pinned entries leave no room.
     */
    public <T> T get(ChunkKey key, Class<T> type, ChunkLoader<T> loader) {
        if (loader.memoryBytes() > 0) {
            throw new IllegalArgumentException("%s needs %d bytes off the heap".formatted(key, loader.memoryBytes()));
        }
        var found = tryPin(key, type, loader);
        if (found.isEmpty()) {
            return loader.load(MemorySegment.NULL);
        }
        try (var pin = found.get()) {
            return pin.value();
        }
    }

    public Statistics statistics() {
        lock.lock();
        try {
            return new Statistics(
                    hits.sum(), misses.sum(), evictions.sum(), loadedBytes.sum(), usedBytes, budgetBytes, clock.size());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees all entries that are not pinned.
     *
     * @throws IllegalStateException if one is; closing again frees it once it no longer is
     */
    @Override
    public void close() {
        lock.lock();
        try {
            for (var left = clock.size(); left > 0; left--) {
                var entry = clock.removeFirst();
                if (entry.tryRetire()) {
                    release(entry);
                } else {
                    clock.addLast(entry);
                }
            }
            if (!clock.isEmpty()) {
                throw new IllegalStateException(clock.size() + " cached chunks are still in use");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns false if pinned entries leave no room; the entry is gone then, as it is after a failure. */
    private <T> boolean tryLoad(Entry entry, ChunkLoader<T> loader) {
        var loaded = false;
        try {
            var memoryBytes = loader.memoryBytes();
            if (tryReserve(entry, memoryBytes + ENTRY_BYTES)) {
                entry.memory = memoryBytes == 0 ? MemorySegment.NULL : allocate(memoryBytes);
                var value = loader.load(entry.memory);
                entry.value = value;
                loaded = tryReserve(entry, loader.heapBytes(value));
            }
        } finally {
            if (!loaded) {
                entries.remove(entry.key, entry);
                entry.free();
                giveBack(entry.chargedBytes);
                entry.failed();
            }
        }
        if (!loaded) {
            return false;
        }
        loadedBytes.add(entry.chargedBytes);
        lock.lock();
        try {
            clock.addLast(entry);
        } finally {
            lock.unlock();
        }
        entry.loaded();
        return true;
    }

    static MemorySegment allocate(long byteCount) {
        var memory = NativeMemory.tryAllocate(byteCount);
        if (memory.equals(MemorySegment.NULL)) {
            throw new SlipherException(
                    SqlState.OUT_OF_MEMORY, "out of memory: the system refused %d bytes".formatted(byteCount));
        }
        return memory;
    }

    /** Makes room for bytes of an entry that is not in the clock yet. */
    private boolean tryReserve(Entry reserving, long byteCount) {
        lock.lock();
        try {
            // Two rounds: the first may only take marks away.
            for (var steps = 2 * clock.size(); usedBytes + byteCount > budgetBytes && steps > 0; steps--) {
                var entry = clock.removeFirst();
                if (entry.used || !entry.tryRetire()) {
                    entry.used = false;
                    clock.addLast(entry);
                } else {
                    release(entry);
                    evictions.increment();
                }
            }
            if (usedBytes + byteCount > budgetBytes) {
                return false;
            }
            usedBytes += byteCount;
            reserving.chargedBytes += byteCount;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(long byteCount) {
        lock.lock();
        try {
            usedBytes -= byteCount;
        } finally {
            lock.unlock();
        }
    }

    /** Called under the lock, with an entry that is retired and off the clock. */
    private void release(Entry entry) {
        entries.remove(entry.key, entry);
        usedBytes -= entry.chargedBytes;
        entry.free();
    }

    private static final class Entry {
        private static final int RETIRED = -1;

        private final ChunkKey key;
        /** Pins held, or {@link #RETIRED}; the loading thread holds the first. */
        private final AtomicInteger pins = new AtomicInteger(1);

        private final CountDownLatch done = new CountDownLatch(1);
        private MemorySegment memory = MemorySegment.NULL;
        private @Nullable Object value;
        private boolean failed;
        private long chargedBytes;
        private volatile boolean used;

        private Entry(ChunkKey key) {
            this.key = key;
        }

        private boolean tryPin() {
            while (true) {
                var count = pins.get();
                if (count == RETIRED) {
                    return false;
                }
                if (pins.compareAndSet(count, count + 1)) {
                    return true;
                }
            }
        }

        private void unpin() {
            used = true;
            pins.decrementAndGet();
        }

        private boolean tryRetire() {
            return pins.compareAndSet(0, RETIRED);
        }

        private void loaded() {
            done.countDown();
        }

        private void failed() {
            failed = true;
            done.countDown();
        }

        private boolean isDone() {
            return done.getCount() == 0;
        }

        /** Waits for the thread that loads, and returns whether it could. */
        private boolean awaitLoaded() {
            try {
                done.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                unpin();
                throw new SlipherException(
                        SqlState.QUERY_CANCELED, "canceling statement due to user request", interrupted);
            }
            return !failed;
        }

        private void free() {
            if (!memory.equals(MemorySegment.NULL)) {
                NativeMemory.free(memory);
                memory = MemorySegment.NULL;
            }
        }
    }
}
