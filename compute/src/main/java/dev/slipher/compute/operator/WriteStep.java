package dev.slipher.compute.operator;

import dev.slipher.compute.source.ParallelTarget;
import dev.slipher.storage.batch.Batch;
import java.util.concurrent.atomic.AtomicLong;

/** Hands one worker's rows to a target's writer and counts them. */
public final class WriteStep implements Step {
    private final ParallelTarget.Writer writer;
    private final AtomicLong written;

    public WriteStep(ParallelTarget.Writer writer, AtomicLong written) {
        this.writer = writer;
        this.written = written;
    }

    @Override
    public void push(Batch batch) {
        written.addAndGet(batch.selectedCount());
        writer.write(batch);
    }

    @Override
    public void finish() {
        writer.finish();
    }
}
