package dev.slipher.compute.operator;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;

/**
 * Cuts batches among the spill files of partitions. Rows are gathered first as far as memory goes, since a batch holds few
 * of each partition, and few rows cost as much to write and to read as many. One instance serves one thread.
 */
public final class PartitionWriter {
    /** Rows gathered at most: half a batch for each partition. */
    private static final int MOST_ROWS = RowSpill.PARTITIONS * Batch.CAPACITY / 2;

    private final RowSpill spill;
    private final RowAppender gathered;
    private final SpillFile[] files;
    private final int level;
    private final Worker worker;
    private final int[] addresses = new int[Batch.CAPACITY];

    /**
     * @param heap for rows as {@code spill} writes them
     * @param account has the memory of the gathered rows; none is needed
     * @param files by partition
     * @param level whose bits of the hash choose the partition
     */
    public PartitionWriter(
            RowHeap heap, MemoryAccount account, RowSpill spill, SpillFile[] files, int level, Worker worker) {
        this.spill = spill;
        this.files = files;
        this.level = level;
        this.worker = worker;
        gathered = new RowAppender(heap, account);
    }

    /** Takes the selected rows of a batch, whose last column holds their hashes. */
    public void add(Batch rows) {
        if (gathered.rowCount() + rows.selectedCount() > MOST_ROWS) {
            flush();
        }
        if (spill.tryAppend(rows, gathered, addresses)) {
            return;
        }
        flush();
        if (!spill.tryAppend(rows, gathered, addresses)) {
            spill.split(rows, files, level, worker);
        }
    }

    /** Writes what was gathered and gives its memory back; called when no more rows come. */
    public void flush() {
        spill.write(gathered, files, level, worker);
        gathered.release();
    }
}
