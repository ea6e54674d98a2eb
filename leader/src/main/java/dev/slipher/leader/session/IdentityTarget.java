package dev.slipher.leader.session;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.source.ParallelTarget;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Column;
import java.util.List;
import java.util.Set;

/** Gives rows their values of IDENTITY columns on the way to a target. */
final class IdentityTarget implements ParallelTarget {
    private final ParallelTarget target;
    private final List<Column> columns;
    private final Set<Integer> drawn;
    private final IdentityValues values;

    /**
     * @param columns of the table, as batches have them
     * @param drawn ids of the columns whose values are drawn, whatever a batch has there
     */
    IdentityTarget(ParallelTarget target, List<Column> columns, Set<Integer> drawn, IdentityValues values) {
        this.target = target;
        this.columns = List.copyOf(columns);
        this.drawn = Set.copyOf(drawn);
        this.values = values;
    }

    @Override
    public Writer open(MemoryAccount account) {
        var writer = target.open(account);
        return new Writer() {
            @Override
            public void write(Batch batch) {
                writer.write(complete(batch));
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

    private Batch complete(Batch batch) {
        var vectors = new Vector[columns.size()];
        for (int i = 0; i < vectors.length; i++) {
            var column = columns.get(i);
            vectors[i] = drawn.contains(column.id()) ? values.draw(column, batch) : batch.column(i);
        }
        return batch.withColumns(vectors);
    }
}
