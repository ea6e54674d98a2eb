package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;

/** Repeats each row as often as is said, and numbers the repetitions if that is wanted; for one worker. */
public final class ExpandStep implements Step {
    private final Counts counts;
    private final int columnCount;
    private final Worker worker;
    private final Step next;
    private final boolean isNumbered;
    private final long[] times = new long[Batch.CAPACITY];
    private final int[] positions = new int[Batch.CAPACITY];
    private final LongVector numbers = LongVector.allocate(Batch.CAPACITY);
    private int filled;

    /** Says how often rows are repeated. */
    @FunctionalInterface
    public interface Counts {
        /** Sets {@code times[i]} for the selected row {@code i} of a batch; 0 or less leaves it out. */
        void count(Batch batch, long[] times);
    }

    /**
     * @param columnCount how many of the first columns are wanted
     * @param isNumbered whether a BIGINT column with the number of the repetition, from 1, comes after them
     * @param worker that runs this step
     */
    public ExpandStep(Counts counts, int columnCount, boolean isNumbered, Worker worker, Step next) {
        this.counts = counts;
        this.columnCount = columnCount;
        this.isNumbered = isNumbered;
        this.worker = worker;
        this.next = next;
    }

    @Override
    public void push(Batch batch) {
        counts.count(batch, times);
        var selection = batch.selection();
        for (var i = 0; i < batch.selectedCount(); i++) {
            for (var number = 1L; number <= times[i]; number++) {
                positions[filled] = selection == null ? i : selection[i];
                numbers.values()[filled] = number;
                filled++;
                if (filled == Batch.CAPACITY) {
                    flush(batch);
                    if (worker.isStopped()) {
                        return;
                    }
                    worker.checkpoint();
                }
            }
        }
        flush(batch);
    }

    private void flush(Batch batch) {
        if (filled == 0) {
            return;
        }
        var columns = new Vector[columnCount + (isNumbered ? 1 : 0)];
        for (var c = 0; c < columnCount; c++) {
            columns[c] = BatchCopy.compact(batch.column(c), positions, filled);
        }
        if (isNumbered) {
            columns[columnCount] = numbers;
        }
        var rows = filled;
        filled = 0;
        next.push(new Batch(columns, rows));
    }

    @Override
    public void finish() {
        next.finish();
    }
}
