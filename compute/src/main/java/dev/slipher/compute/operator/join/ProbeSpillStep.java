package dev.slipher.compute.operator.join;

import dev.slipher.compute.operator.Hashing;
import dev.slipher.compute.operator.PartitionWriter;
import dev.slipher.compute.operator.Step;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;

/** Writes one worker's probe rows to the partitions in which the build rows of their keys lie. */
final class ProbeSpillStep implements Step {
    private final Hashing hashing;
    private final PartitionWriter partitions;
    private final LongVector hashes = LongVector.allocate(Batch.CAPACITY);
    private final long[] dense = new long[Batch.CAPACITY];
    private final int columnCount;
    private final Step next;

    ProbeSpillStep(JoinSpec spec, PartitionWriter partitions, Step next) {
        this.next = next;
        this.partitions = partitions;
        hashing = new Hashing(spec.probeKeys());
        columnCount = spec.probeColumns();
    }

    @Override
    public void push(Batch batch) {
        hashing.hash(batch, dense);
        var selection = batch.selection();
        for (var i = 0; i < batch.selectedCount(); i++) {
            hashes.values()[selection == null ? i : selection[i]] = dense[i];
        }
        var columns = new Vector[columnCount + 1];
        for (var c = 0; c < columnCount; c++) {
            columns[c] = batch.column(c);
        }
        columns[columnCount] = hashes;
        partitions.add(batch.withColumns(columns));
    }

    @Override
    public void finish() {
        partitions.flush();
        next.finish();
    }
}
