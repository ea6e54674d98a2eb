package dev.slipher.compute.operator;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives the spill partitions of an operator to its workers: each to one worker, all at work together. Partitions that find
 * too little memory beside the others wait until the last worker is alone, and has all of it.
 */
public final class SpillTurns {
    private static final int NOBODY = -1;

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger tried = new AtomicInteger();
    private final Queue<Integer> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lastWorker = new AtomicInteger(NOBODY);

    /** What is done with a partition. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does all of it, or nothing.
         *
         * @param alone whether no other worker is at work
         * @return false, which it must not be if alone, if memory was refused
         */
        boolean tryRun(int partition, boolean alone);
    }

    /** Does the worker's next partition, and returns false if there is none for it. */
    public boolean run(Worker worker, Task task) {
        var partition = taken.getAndUpdate(count -> Math.min(count + 1, RowSpill.PARTITIONS));
        if (partition < RowSpill.PARTITIONS) {
            if (!task.tryRun(partition, false)) {
                waiting.add(partition);
            }
            tried.incrementAndGet();
            return true;
        }
        if (tried.get() < RowSpill.PARTITIONS || !isLast(worker.index())) {
            return false;
        }
        var left = waiting.poll();
        if (left == null) {
            return false;
        }
        if (!task.tryRun(left, true)) {
            throw new IllegalStateException("partition %d was given up".formatted(left));
        }
        return true;
    }

    private boolean isLast(int worker) {
        return lastWorker.compareAndSet(NOBODY, worker) || lastWorker.get() == worker;
    }
}
