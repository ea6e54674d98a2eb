package dev.slipher.compute.operator.join;

import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;

/**
 * Which rows of a probe partition have a match in any piece of the build side seen so far. The bits of each probe batch
 * lie on disk: while one piece is joined, those of the pieces before are read and those with it written.
 */
final class ProbeMatches implements AutoCloseable {
    private final QueryContext query;
    private final JoinSpec spec;
    private final Worker worker;
    private SpillFile known;
    private SpillFile next;

    ProbeMatches(QueryContext query, JoinSpec spec, Worker worker) {
        this.query = query;
        this.spec = spec;
        this.worker = worker;
        known = query.openSpillFile(spec.node());
        next = query.openSpillFile(spec.node());
    }

    /**
     * Adds to {@code matched}, the bits of one probe batch, those known before.
     *
     * @param last whether no piece follows that has to know them
     */
    void unite(int probeBatch, long[] matched, boolean last) {
        if (known.batchCount() > 0) {
            var before = worker.read(known, probeBatch).column(0);
            for (var w = 0; w < matched.length; w++) {
                matched[w] |= Vectors.longAt(before, w);
            }
        }
        if (!last) {
            worker.write(next, new Batch(new Vector[] {new LongVector(matched, null)}, matched.length));
        }
    }

    /** Says that all probe batches were joined with a piece. */
    void nextPiece() {
        known.close();
        known = next;
        next = query.openSpillFile(spec.node());
    }

    @Override
    public void close() {
        known.close();
        next.close();
    }
}
