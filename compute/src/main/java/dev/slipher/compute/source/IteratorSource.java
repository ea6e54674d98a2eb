package dev.slipher.compute.source;

import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import java.util.Iterator;
import java.util.function.Supplier;

/** Batches that come one after the other from one place, in order. */
public final class IteratorSource implements Source {
    private final Supplier<Iterator<Batch>> batches;

    public IteratorSource(Supplier<Iterator<Batch>> batches) {
        this.batches = batches;
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public Feed open(Worker worker) {
        var iterator = batches.get();
        return target -> {
            if (!iterator.hasNext()) {
                return false;
            }
            Source.push(target, iterator.next());
            return true;
        };
    }
}
