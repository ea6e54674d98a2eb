package dev.slipher.leader.transaction;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The locks of tables, which transactions hold until they end, given in the order of asking. Reading needs none.
 *
 * <p>Whoever waits waits for all who hold the table in a mode that does not allow its own, and for those who asked for such
 * a mode before. A circle of these is a deadlock; it is found by the request that closes it, which fails.
 */
public final class TableLocks {
    private final Clock clock;
    private final ReentrantLock mutex = new ReentrantLock();

    /** Guarded by {@link #mutex}: by table oid, for tables that somebody holds. */
    private final Map<Integer, TableLock> locks = new HashMap<>();

    /** Guarded by {@link #mutex}: the one request that each waiting transaction waits with. */
    private final Map<Long, Request> waiting = new HashMap<>();

    public TableLocks(Clock clock) {
        this.clock = clock;
    }

    private record Hold(long transactionId, int sessionId, LockMode mode, Instant since) {
        boolean allows(Request request) {
            return transactionId == request.transactionId || mode.allows(request.mode);
        }
    }

    private record Request(
            TableLock lock, long transactionId, int sessionId, LockMode mode, Instant since, Condition turn) {
        boolean isBehind(Request earlier) {
            return !lock.holds.containsKey(transactionId) && !earlier.mode.allows(mode);
        }
    }

    private static final class TableLock {
        private final int tableOid;
        private final Map<Long, Hold> holds = new LinkedHashMap<>();
        private final ArrayDeque<Request> queue = new ArrayDeque<>();

        private TableLock(int tableOid) {
            this.tableOid = tableOid;
        }

        /** Returns the transactions that {@code request}, in the queue or behind its end, waits for. */
        private List<Long> obstacles(Request request) {
            var result = new ArrayList<Long>();
            for (var hold : holds.values()) {
                if (!hold.allows(request)) {
                    result.add(hold.transactionId);
                }
            }
            for (var earlier : queue) {
                if (earlier.equals(request)) {
                    break;
                }
                if (request.isBehind(earlier)) {
                    result.add(earlier.transactionId);
                }
            }
            return result;
        }
    }

    /** Returns all locks that are held or waited for, by table and then in the order in which they are given. */
    public List<LockHold> list() {
        mutex.lock();
        try {
            var result = new ArrayList<LockHold>();
            locks.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
                int table = entry.getKey();
                entry.getValue()
                        .holds
                        .values()
                        .forEach(h ->
                                result.add(new LockHold(table, h.transactionId, h.sessionId, h.mode, true, h.since)));
                entry.getValue()
                        .queue
                        .forEach(r ->
                                result.add(new LockHold(table, r.transactionId, r.sessionId, r.mode, false, r.since)));
            });
            return result;
        } finally {
            mutex.unlock();
        }
    }

    /**
     * Takes a lock; does nothing if the transaction has it in a mode that includes the wanted one.
     *
     * @param limitMillis how long it may wait, 0 for any time
     * @throws SlipherException 40P01 if waiting would never end, 55P03 if it took longer than {@code limitMillis}, 57014 if
     *     the thread is interrupted while it waits
     */
    void acquire(int tableOid, long transactionId, int sessionId, LockMode mode, long limitMillis) {
        mutex.lock();
        try {
            var lock = locks.computeIfAbsent(tableOid, TableLock::new);
            var held = lock.holds.get(transactionId);
            if (held != null && held.mode.includes(mode)) {
                return;
            }
            var request = new Request(lock, transactionId, sessionId, mode, clock.instant(), mutex.newCondition());
            if (lock.obstacles(request).isEmpty()) {
                grant(request);
            } else {
                await(request, limitMillis);
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
                if (lock.holds.remove(transactionId) != null) {
                    passOn(lock);
                }
            }
        } finally {
            mutex.unlock();
        }
    }

    private void await(Request request, long limitMillis) {
        requireNoCircle(request);
        request.lock.queue.addLast(request);
        waiting.put(request.transactionId, request);
        try {
            long left = limitMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(limitMillis);
            while (request.equals(waiting.get(request.transactionId))) {
                if (left <= 0) {
                    withdraw(request);
                    throw new SlipherException(SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout");
                }
                left = request.turn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            withdraw(request);
            Thread.currentThread().interrupt();
            throw new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request", e);
        }
    }

    /** Takes a request back; a lock that was given meanwhile is given back with the transaction's others. */
    private void withdraw(Request request) {
        if (waiting.remove(request.transactionId, request)) {
            request.lock.queue.remove(request);
            passOn(request.lock);
        }
    }

    private void requireNoCircle(Request request) {
        var seen = new HashSet<Long>();
        for (var obstacle : request.lock.obstacles(request)) {
            if (waitsFor(obstacle, request.transactionId, seen)) {
                throw new SlipherException(SqlState.DEADLOCK_DETECTED, "deadlock detected")
                        .withDetail(
                                "Transaction %d waits for the lock of table %d, which transaction %d has or waits for."
                                        .formatted(request.transactionId, request.lock.tableOid, obstacle));
            }
        }
    }

    private boolean waitsFor(long transaction, long wanted, Set<Long> seen) {
        if (!seen.add(transaction)) {
            return false;
        }
        @Nullable Request request = waiting.get(transaction);
        if (request == null) {
            return false;
        }
        for (var obstacle : request.lock.obstacles(request)) {
            if (obstacle == wanted || waitsFor(obstacle, wanted, seen)) {
                return true;
            }
        }
        return false;
    }

    private void grant(Request request) {
        request.lock.holds.put(
                request.transactionId,
                new Hold(request.transactionId, request.sessionId, request.mode, clock.instant()));
    }

    /** Gives the lock to all who wait for nobody any more. */
    private void passOn(TableLock lock) {
        for (var request : List.copyOf(lock.queue)) {
            if (lock.obstacles(request).isEmpty()) {
                lock.queue.remove(request);
                grant(request);
                // From now on, not from when its thread wakes: an owner that waits for its own lock would look like a
                // circle.
                waiting.remove(request.transactionId, request);
                request.turn.signal();
            }
        }
        if (lock.holds.isEmpty() && lock.queue.isEmpty()) {
            locks.remove(lock.tableOid);
        }
    }
}
