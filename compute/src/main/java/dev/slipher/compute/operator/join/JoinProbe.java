package dev.slipher.compute.operator.join;

import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import org.jspecify.annotations.Nullable;

/** The probe side of a join in one execution: which step its rows go through is known when the build side is complete. */
final class JoinProbe {
    private final JoinBuild build;
    /** Guarded by this. */
    private SpillFile @Nullable [] files;

    JoinProbe(JoinBuild build) {
        this.build = build;
    }

    /** Makes one worker's step; rows go on to {@code next} now, or from an {@link AfterProbeSource} if they spill. */
    Step step(Worker worker, Step next) {
        if (build.isSpilled()) {
            return new ProbeSpillStep(build.spec(), files(), worker, next);
        }
        return new ProbeStep(build, build.loaded(), worker, next);
    }

    private synchronized SpillFile[] files() {
        if (files == null) {
            files = RowSpill.openFiles(build.query(), build.spec().node());
        }
        return files;
    }

    synchronized SpillFile @Nullable [] filesOrNull() {
        return files;
    }
}
