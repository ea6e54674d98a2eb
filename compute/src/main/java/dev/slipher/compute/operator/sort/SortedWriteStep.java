package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.RowTarget;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes one worker's rows in runs that are sorted each: as many rows as make up eight row groups, or fewer where memory
 * is short. Nothing is spilled, and no worker waits for another.
 */
public final class SortedWriteStep implements Step {
    private static final int RUN_ROWS = 1 << 20;

    private final RowHeap heap;
    private final RowOrder order;
    private final Worker worker;
    private final RowTarget.Writer writer;
    private final AtomicLong written;
    private final MemoryAccount account;
    private final SortRun run;
    private final RowReader reader;
    private final Batch batch;
    private final int[] addresses = new int[Batch.CAPACITY];

    /**
     * @param heap shared by all workers
     * @param account the worker's part of the memory
     * @param written counts the rows of all workers
     */
    public SortedWriteStep(
            RowHeap heap,
            MemoryAccount account,
            RowOrder order,
            Worker worker,
            RowTarget.Writer writer,
            AtomicLong written) {
        this.heap = heap;
        this.order = order;
        this.worker = worker;
        this.writer = writer;
        this.written = written;
        this.account = account;
        run = new SortRun(heap, account);
        reader = new RowReader(heap.layout());
        batch = new Batch(new Vector[heap.layout().columnCount()], 0);
    }

    @Override
    public void push(Batch rows) {
        written.addAndGet(rows.selectedCount());
        if (run.addresses().size() >= RUN_ROWS) {
            writeRun();
        }
        if (!Pieces.tryTake(rows, this::tryAdd)) {
            throw account.refused(8L * heap.layout().rowLongs(), "sorting rows to write");
        }
    }

    private boolean tryAdd(Batch rows) {
        if (run.tryAdd(rows, order)) {
            return true;
        }
        writeRun();
        return run.tryAdd(rows, order);
    }

    private void writeRun() {
        run.sort(order, Long.MAX_VALUE, worker);
        var sorted = run.addresses();
        for (var from = 0; from < sorted.size(); from += Batch.CAPACITY) {
            worker.checkpoint();
            var count = Math.min(Batch.CAPACITY, sorted.size() - from);
            sorted.copy(from, count, addresses);
            for (var column = 0; column < batch.columnCount(); column++) {
                batch.setColumn(column, reader.read(heap, column, addresses, null, count));
            }
            batch.setRows(count);
            writer.write(batch);
        }
        writer.endRun();
        run.close();
    }

    @Override
    public void finish() {
        writeRun();
        writer.finish();
    }
}
