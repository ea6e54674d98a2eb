package dev.slipher.compute.operator;

import dev.slipher.compute.expression.Predicate;
import dev.slipher.storage.batch.Batch;

/** Passes on the rows for which a condition is true. */
public final class FilterStep implements Step {
    private final Predicate predicate;
    private final Step next;

    public FilterStep(Predicate predicate, Step next) {
        this.predicate = predicate;
        this.next = next;
    }

    @Override
    public void push(Batch batch) {
        predicate.filter(batch);
        if (batch.selectedCount() > 0) {
            next.push(batch);
        }
    }

    @Override
    public void finish() {
        next.finish();
    }
}
