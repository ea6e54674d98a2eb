package dev.slipher.compute.operator.join;

import dev.slipher.compute.operator.Hashing;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;

/** Writes one worker's probe rows to the partitions in which the build rows of their keys lie. */
final class ProbeSpillStep implements Step {
    private final SpillFile[] files;
    private final Worker worker;
    private final Hashing hashing;
    private final RowSpill spill;
    private final LongVector hashes = LongVector.allocate(Batch.CAPACITY);
    private final long[] dense = new long[Batch.CAPACITY];
    private final int columnCount;
    private final Step next;

    ProbeSpillStep(JoinSpec spec, SpillFile[] files, Worker worker, Step next) {
        this.next = next;
        this.files = files;
        this.worker = worker;
        hashing = new Hashing(spec.probeKeys());
        columnCount = spec.probeColumns();
        spill = new RowSpill(spec.layout(), BuildRows.HASH_SLOT);
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
        spill.split(batch.withColumns(columns), columnCount, files, 0, worker);
    }

    @Override
    public void finish() {
        next.finish();
    }
}
