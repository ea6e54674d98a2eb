package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;

/** Adds the time spent in all that comes after this step to a node; the node's own output takes the rest off again. */
public final class EnteringStep implements Step {
    private final NodeCounters counters;
    private final Step next;
    private long nanos;

    public EnteringStep(NodeCounters counters, Step next) {
        this.counters = counters;
        this.next = next;
    }

    @Override
    public void push(Batch batch) {
        var start = System.nanoTime();
        next.push(batch);
        nanos += System.nanoTime() - start;
    }

    @Override
    public void finish() {
        var start = System.nanoTime();
        next.finish();
        counters.busyNanos().add(nanos + System.nanoTime() - start);
        nanos = 0;
    }
}
