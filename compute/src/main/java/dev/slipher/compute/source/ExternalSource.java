package dev.slipher.compute.source;

import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;

/** Rows that a {@link ParallelSource} reads from outside. */
public final class ExternalSource implements Source {
    private final ParallelSource source;

    public ExternalSource(ParallelSource source) {
        this.source = source;
    }

    @Override
    public int parallelism() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Feed open(Worker worker) {
        var reader = source.open();
        return new Feed() {
            @Override
            public boolean run(Step target) {
                return reader.read(batch -> {
                    worker.checkpoint();
                    Source.push(target, batch);
                });
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
