package dev.slipher.leader.transaction;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The write locks of tables, each of one transaction at a time and given in the order of asking. Appending rows needs none,
 * but waits while somebody has locked the table against it.
 *
 * <p>Whoever waits waits for one lock, so a deadlock is a circle of waiters and owners. It is found by the request that
 * closes it, which fails.
 */
public final class TableLocks {
    private final Clock clock;
    private final ReentrantLock mutex = new ReentrantLock();

    /** Guarded by {@link #mutex}: by table oid, for tables whose lock somebody has. */
    private final Map<Integer, TableLock> locks = new HashMap<>();

    /** Guarded by {@link #mutex}: what each waiting transaction waits for. */
    private final Map<Long, TableLock> waiting = new HashMap<>();

    public TableLocks(Clock clock) {
        this.clock = clock;
    }

    private record Request(
            int tableOid, long transactionId, int sessionId, boolean againstAppends, Instant since, Condition turn) {
        LockHold toHold(boolean granted) {
            return new LockHold(tableOid, transactionId, sessionId, granted, since);
        }
    }

    private static final class TableLock {
        private Request owner;
        private final ArrayDeque<Request> queue = new ArrayDeque<>();

        private TableLock(Request owner) {
            this.owner = owner;
        }
    }

    /** Returns all locks that are held or waited for, by table and then in the order in which they are given. */
    public List<LockHold> list() {
        mutex.lock();
        try {
            var result = new ArrayList<LockHold>();
            locks.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
                result.add(entry.getValue().owner.toHold(true));
                entry.getValue().queue.forEach(request -> result.add(request.toHold(false)));
            });
            return result;
        } finally {
            mutex.unlock();
        }
    }

    /** Returns whether another transaction has locked the table against appending. */
    boolean isClosed(int tableOid, long transactionId) {
        mutex.lock();
        try {
            var lock = locks.get(tableOid);
            return lock != null && lock.owner.againstAppends && lock.owner.transactionId != transactionId;
        } finally {
            mutex.unlock();
        }
    }

    /**
     * Takes a lock, after everybody who asked before; does nothing if the transaction has it.
     *
     * @param againstAppends whether others may not append either; what they appended before may still be committed
     * @throws SlipherException 40P01 if waiting would never end, 57014 if the thread is interrupted while it waits
     */
    void acquire(int tableOid, long transactionId, int sessionId, boolean againstAppends) {
        mutex.lock();
        try {
            var request = new Request(
                    tableOid, transactionId, sessionId, againstAppends, clock.instant(), mutex.newCondition());
            var lock = locks.get(tableOid);
            if (lock == null) {
                locks.put(tableOid, new TableLock(request));
            } else if (lock.owner.transactionId != transactionId) {
                await(lock, request);
            } else if (againstAppends && !lock.owner.againstAppends) {
                lock.owner = request;
            }
        } finally {
            mutex.unlock();
        }
    }

    /** Gives back everything that a transaction has locked. */
    void releaseAll(long transactionId) {
        mutex.lock();
        try {
            for (var lock : List.copyOf(locks.values())) {
                if (lock.owner.transactionId == transactionId) {
                    passOn(lock);
                }
            }
        } finally {
            mutex.unlock();
        }
    }

    private void await(TableLock lock, Request request) {
        requireNoCircle(lock, request.transactionId, request.tableOid);
        lock.queue.addLast(request);
        waiting.put(request.transactionId, lock);
        try {
            while (lock.owner.transactionId != request.transactionId) {
                request.turn.await();
            }
        } catch (InterruptedException e) {
            if (lock.owner.transactionId == request.transactionId) {
                passOn(lock);
            } else {
                lock.queue.remove(request);
            }
            Thread.currentThread().interrupt();
            throw new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request", e);
        } finally {
            waiting.remove(request.transactionId);
        }
    }

    private void requireNoCircle(TableLock wanted, long transactionId, int tableOid) {
        // Whoever waits in a queue also waits for those before it, but they wait for the same owner.
        @Nullable TableLock lock = wanted;
        while (lock != null) {
            var owner = lock.owner.transactionId;
            if (owner == transactionId) {
                throw new SlipherException(SqlState.DEADLOCK_DETECTED, "deadlock detected")
                        .withDetail("Transaction %d waits for the write lock of table %d, which transaction %d holds."
                                .formatted(transactionId, tableOid, wanted.owner.transactionId));
            }
            lock = waiting.get(owner);
        }
    }

    private void passOn(TableLock lock) {
        var next = lock.queue.pollFirst();
        if (next == null) {
            locks.remove(lock.owner.tableOid);
        } else {
            lock.owner = new Request(
                    next.tableOid, next.transactionId, next.sessionId, next.againstAppends, clock.instant(), next.turn);
            // From now on, not from when its thread wakes: an owner that waits for its own lock would look like a
            // circle.
            waiting.remove(next.transactionId);
            next.turn.signal();
        }
    }
}
