package dev.slipher.compute.pipeline;

import dev.slipher.compute.operator.Worker;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * As many rights to run as there are cores, passed between the threads of all queries: a query that has used little time
 * goes before one that has used much, and nobody keeps a right for more than {@value #SLICE_NANOS} ns while others wait, nor
 * while it waits for columns of a segment, for spilled rows, or for a segment to be durable.
 */
final class WorkerSlots {
    static final long SLICE_NANOS = 10_000_000;

    /** Classes of queries by the time they have used, each twice the one before, from 1 ms on. */
    private static final int CLASSES = 16;

    /** Of so many rights that are passed on, one goes to the query that has used most, for a whole slice: none starves. */
    private static final int PASSES_PER_LONG = 8;

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as is all below that is not volatile. */
    private final ArrayDeque<Waiting>[] waiting;

    private int freeSlots;
    private int passes;
    /** The lowest class in which a thread waits, {@link #CLASSES} if none; read without the lock as a hint. */
    private volatile int shortestWaiting = CLASSES;

    @SuppressWarnings({"unchecked", "rawtypes"})
    WorkerSlots(int slots) {
        freeSlots = slots;
        waiting = new ArrayDeque[CLASSES];
        for (var i = 0; i < CLASSES; i++) {
            waiting[i] = new ArrayDeque<>();
        }
    }

    private static final class Waiting {
        private final Condition turn;
        private boolean granted;
        private boolean hasWholeSlice;

        private Waiting(Condition turn) {
            this.turn = turn;
        }
    }

    /** Returns a turn for one thread of a query; it runs between {@link SlotTurn#begin()} and {@link SlotTurn#end()}. */
    SlotTurn newTurn(AtomicLong queryNanos) {
        return new SlotTurn(queryNanos);
    }

    private static int classOf(long nanos) {
        var millis = nanos / 1_000_000;
        return Math.min(CLASSES - 1, 64 - Long.numberOfLeadingZeros(millis));
    }

    /** Waits for a right; returns whether it is for a whole slice, whoever waits meanwhile. */
    private boolean acquire(int taskClass) {
        lock.lock();
        try {
            if (freeSlots > 0) {
                freeSlots--;
                return false;
            }
            var me = new Waiting(lock.newCondition());
            waiting[taskClass].addLast(me);
            shortestWaiting = Math.min(shortestWaiting, taskClass);
            while (!me.granted) {
                me.turn.awaitUninterruptibly();
            }
            return me.hasWholeSlice;
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        lock.lock();
        try {
            var next = pollWaiting();
            if (next == null) {
                freeSlots++;
            } else {
                next.granted = true;
                next.turn.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Waiting pollWaiting() {
        var first = shortestWaiting;
        if (first == CLASSES) {
            return null;
        }
        var isLongTurn = ++passes % PASSES_PER_LONG == 0;
        var chosen = first;
        for (var i = first; i < CLASSES && isLongTurn; i++) {
            chosen = waiting[i].isEmpty() ? chosen : i;
        }
        var found = waiting[chosen].removeFirst();
        found.hasWholeSlice = isLongTurn;
        while (first < CLASSES && waiting[first].isEmpty()) {
            first++;
        }
        shortestWaiting = first;
        return found;
    }

    /** The right of one thread, used by that thread only. */
    final class SlotTurn implements Worker.Turn {
        private final AtomicLong queryNanos;
        private long sliceStart;
        private boolean hasWholeSlice;

        private SlotTurn(AtomicLong queryNanos) {
            this.queryNanos = queryNanos;
        }

        void begin() {
            hasWholeSlice = acquire(classOf(queryNanos.get()));
            sliceStart = System.nanoTime();
        }

        void end() {
            queryNanos.addAndGet(System.nanoTime() - sliceStart);
            release();
        }

        @Override
        public void yieldIfDue() {
            var shortest = shortestWaiting;
            if (shortest == CLASSES) {
                return;
            }
            var used = System.nanoTime() - sliceStart;
            if (used >= SLICE_NANOS || !hasWholeSlice && shortest < classOf(queryNanos.get() + used)) {
                end();
                begin();
            }
        }

        @Override
        public void block(Runnable blocking) {
            end();
            try {
                blocking.run();
            } finally {
                begin();
            }
        }
    }
}
