package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.PartitionWriter;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.WorkerAccounts;
import dev.slipher.compute.spill.SpillFile;
import org.jspecify.annotations.Nullable;

/** The probe side of a join in one execution: which step its rows go through is known when the build side is complete. */
final class JoinProbe {
    private final JoinBuild build;
    /** Guarded by this. */
    private @Nullable Spilled spilled;

    /**
     * Where probe rows wait for the build rows of their partition.
     *
     * @param heap has rows that are about to be written
     * @param parts the workers' memory for them
     */
    private record Spilled(SpillFile[] files, RowHeap heap, WorkerAccounts parts) {}

    JoinProbe(JoinBuild build) {
        this.build = build;
    }

    /** Makes one worker's step; rows go on to {@code next} now, or from an {@link AfterProbeSource} if they spill. */
    Step step(Worker worker, Step next) {
        worker.checkpoint();
        if (!build.isSpilled()) {
            return new ProbeStep(build, build.loaded(), worker, next);
        }
        var to = spilled();
        return new ProbeSpillStep(build.spec(), writer(to.files(), 0, to.parts().of(worker), worker), next);
    }

    /** Makes a writer of probe rows, followed by their hashes, to the files of their partitions. */
    PartitionWriter writer(SpillFile[] files, int level, MemoryAccount account, Worker worker) {
        var heap = spilled().heap();
        var spill = new RowSpill(heap.layout(), JoinSpec.PROBE_HASH_SLOT);
        return new PartitionWriter(heap, account, spill, files, level, worker);
    }

    private synchronized Spilled spilled() {
        if (spilled == null) {
            var query = build.query();
            var account = build.heap().account();
            spilled = new Spilled(
                    RowSpill.openFiles(query, build.spec().node()),
                    query.openHeap(build.spec().probeLayout(), account),
                    query.divide(account));
        }
        return spilled;
    }

    /** Returns the files of the probe rows, all of which were written, or null if none ever came. */
    synchronized SpillFile @Nullable [] settledFiles() {
        if (spilled == null) {
            return null;
        }
        spilled.parts().close();
        build.forgetFilters();
        return spilled.files();
    }
}
