package dev.slipher.leader.session;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.source.ParallelTarget;
import dev.slipher.storage.batch.Batch;

/** Completes rows on the way to a target. */
record CompletedTarget(ParallelTarget target, RowCompletion completion) implements ParallelTarget {
    @Override
    public Writer open(MemoryAccount account) {
        var writer = target.open(account);
        return new Writer() {
            @Override
            public void write(Batch batch) {
                writer.write(completion.complete(batch));
            }

            @Override
            public void endRun() {
                writer.endRun();
            }

            @Override
            public void finish() {
                writer.finish();
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }
}
