package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;
import java.util.concurrent.atomic.AtomicLong;

/** Passes on rows number {@code offset} to {@code offset + limit} of all workers, then stops the steps before it. */
public final class LimitStep implements Step {
    private final AtomicLong seen;
    private final long offset;
    private final long end;
    private final Worker worker;
    private final Step next;
    private final int[] kept = new int[Batch.CAPACITY];

    /**
     * Makes a step.
     *
     * @param seen rows that came to any worker's step so far
     */
    public LimitStep(AtomicLong seen, long offset, long limit, Worker worker, Step next) {
        this.seen = seen;
        this.offset = offset;
        end = offset + limit < 0 ? Long.MAX_VALUE : offset + limit;
        this.worker = worker;
        this.next = next;
    }

    @Override
    public void push(Batch batch) {
        var count = batch.selectedCount();
        var first = seen.getAndAdd(count);
        var from = Math.clamp(offset - first, 0, count);
        var to = Math.clamp(end - first, 0, count);
        if (first + count >= end) {
            worker.stop();
        }
        if (from >= to) {
            return;
        }
        if (from > 0 || to < count) {
            var selection = batch.selection();
            for (var i = from; i < to; i++) {
                kept[i - from] = selection == null ? i : selection[i];
            }
            batch.select(kept, to - from);
        }
        next.push(batch);
    }

    @Override
    public void finish() {
        next.finish();
    }
}
