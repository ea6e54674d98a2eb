package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;

/** Counts the rows that a plan node puts out and, if asked, the time spent after it. */
public final class CountingStep implements Step {
    private final NodeCounters counters;
    private final boolean timed;
    private final Step next;
    private long rows;
    private long nanosBelow;

    /**
     * Makes a step.
     *
     * @param timed whether to take the time of all that comes after this step off the node's, to which the runner and
     *     the steps before it add
     */
    public CountingStep(NodeCounters counters, boolean timed, Step next) {
        this.counters = counters;
        this.timed = timed;
        this.next = next;
    }

    @Override
    public void push(Batch batch) {
        rows += batch.selectedCount();
        if (!timed) {
            next.push(batch);
            return;
        }
        var start = System.nanoTime();
        next.push(batch);
        nanosBelow += System.nanoTime() - start;
    }

    @Override
    public void finish() {
        counters.rows().add(rows);
        rows = 0;
        var start = System.nanoTime();
        next.finish();
        if (timed) {
            counters.busyNanos().add(-nanosBelow - (System.nanoTime() - start));
            nanosBelow = 0;
        }
    }
}
