package dev.slipher.compute.pipeline;

import dev.slipher.compute.operator.BatchCopy;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Hands result batches from the workers to the thread that called, which may be slow: a few wait, then the workers do. */
final class ResultQueue {
    private static final int MAX_WAITING = 16;

    private final QueryContext query;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by {@link #lock}, as is {@link #ended}. */
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();

    private boolean ended;

    ResultQueue(QueryContext query) {
        this.query = query;
    }

    /** Makes the last step of the plan. */
    Step step(Worker worker) {
        return new Step() {
            @Override
            public void push(Batch batch) {
                put(BatchCopy.compact(batch), worker);
            }

            @Override
            public void finish() {}
        };
    }

    private void put(Batch batch, Worker worker) {
        if (!tryPut(batch)) {
            worker.block(() -> waitForRoom(batch));
        }
        query.throwIfStopped();
    }

    private boolean tryPut(Batch batch) {
        lock.lock();
        try {
            if (batches.size() >= MAX_WAITING) {
                return false;
            }
            batches.addLast(batch);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void waitForRoom(Batch batch) {
        lock.lock();
        try {
            while (batches.size() >= MAX_WAITING && !ended) {
                changed.awaitUninterruptibly();
            }
            batches.addLast(batch);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next batch, or null when no more come. */
    @Nullable
    Batch take() {
        lock.lock();
        try {
            while (batches.isEmpty() && !ended) {
                changed.awaitUninterruptibly();
            }
            var batch = batches.pollFirst();
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing is put any more, and lets go whoever waits. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
