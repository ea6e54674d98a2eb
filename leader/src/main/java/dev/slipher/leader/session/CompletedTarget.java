package dev.slipher.leader.session;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.source.ParallelTarget;
import dev.slipher.storage.batch.Batch;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Selects and completes rows on the way to a target.
 *
 * @param selections gives each writer what makes, of the batches that come, those of the rows to complete
 */
record CompletedTarget(ParallelTarget target, RowCompletion completion, Supplier<UnaryOperator<Batch>> selections)
        implements ParallelTarget {

    @Override
    public Writer open(MemoryAccount account) {
        var writer = target.open(account);
        var selection = selections.get();
        return new Writer() {
            @Override
            public void write(Batch batch) {
                var selected = selection.apply(batch);
                if (selected.selectedCount() > 0) {
                    writer.write(completion.complete(selected));
                }
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
