package dev.slipher.compute.operator.write;

import dev.slipher.compute.operator.RowTarget;
import dev.slipher.compute.operator.Step;
import dev.slipher.storage.batch.Batch;
import java.util.concurrent.atomic.AtomicLong;

/** Hands one worker's rows to a target's writer and counts them. */
final class WriteStep implements Step {
    private final RowTarget.Writer writer;
    private final AtomicLong written;

    WriteStep(RowTarget.Writer writer, AtomicLong written) {
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
