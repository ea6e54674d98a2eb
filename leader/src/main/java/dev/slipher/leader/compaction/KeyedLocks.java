package dev.slipher.leader.compaction;

import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.storage.error.SlipherException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each key that somebody holds or waits for, and for no other. */
final class KeyedLocks<K> {
    private final ConcurrentHashMap<K, Lock> locks = new ConcurrentHashMap<>();

    /** @param users those who hold it or wait for it, changed by the map's computations alone */
    private record Lock(ReentrantLock lock, int users) {}

    /** A lock that is held; the thread that took it closes it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes the lock of a key, waiting until nobody else holds it.
     *
     * @throws SlipherException the reason of {@code cancellation} if that comes before; 57014 if another interrupt of the
     *     thread does, which stays
     */
    Held lock(K key, Cancellation cancellation) {
        var lock = locks.merge(
                        key, new Lock(new ReentrantLock(), 1), (known, _) -> new Lock(known.lock, known.users + 1))
                .lock;
        try (var _ = cancellation.interruptsThisThread()) {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(key);
            cancellation.check();
            Thread.currentThread().interrupt();
            throw Cancellation.byUser();
        }
        return () -> {
            lock.unlock();
            leave(key);
        };
    }

    private void leave(K key) {
        locks.computeIfPresent(key, (_, known) -> known.users == 1 ? null : new Lock(known.lock, known.users - 1));
    }

    boolean isEmpty() {
        return locks.isEmpty();
    }
}
