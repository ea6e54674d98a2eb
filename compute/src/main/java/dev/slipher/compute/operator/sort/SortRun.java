package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;

/** Rows that one worker collects and sorts, with the memory to do so reserved as they come. */
final class SortRun implements AutoCloseable {
    /** Rows of a batch on disk: few, since a merge holds one of each run. */
    static final int SPILLED_ROWS = 256;

    private final RowHeap heap;
    private final MemoryAccount account;
    private RowAppender rows;
    private AddressList addresses;
    private long scratchBytes;
    private final int[] fresh = new int[Batch.CAPACITY];

    SortRun(RowHeap heap, MemoryAccount account) {
        this.heap = heap;
        this.account = account;
        rows = new RowAppender(heap, account);
        addresses = new AddressList(account);
    }

    AddressList addresses() {
        return addresses;
    }

    /** Adds the selected rows of a batch, or returns false if memory was refused. */
    boolean tryAdd(Batch batch, RowOrder order) {
        var count = batch.selectedCount();
        if (!rows.tryPrepare(
                        count, RowWrites.bytesNeeded(rows, batch, heap.layout().columnCount()))
                || !addresses.tryPrepare(count)
                || !account.tryReserve((long) RowSorter.SCRATCH_BYTES * count)) {
            return false;
        }
        scratchBytes += (long) RowSorter.SCRATCH_BYTES * count;
        rows.append(batch, fresh);
        order.writePrefixes(heap, fresh, count);
        for (var i = 0; i < count; i++) {
            addresses.add(fresh[i]);
        }
        return true;
    }

    /** Returns the prefix of the last row, of which there is one, after {@link #sort}. */
    long lastPrefix() {
        var last = addresses.addresses()[addresses.size() - 1];
        return heap.pages()[last >>> RowHeap.OFFSET_BITS][(last & RowHeap.OFFSET_MASK) + RowOrder.PREFIX_SLOT];
    }

    /** Sorts the addresses and forgets those past the first {@code keep}. */
    void sort(RowOrder order, long keep, Worker worker) {
        RowSorter.sort(heap, order, addresses, worker);
        addresses.truncate((int) Math.min(keep, addresses.size()));
        account.release(scratchBytes);
        scratchBytes = 0;
    }

    /**
     * Sorts, and gives back the memory of all but the first rows.
     *
     * @return false if there was no memory to copy them to
     */
    boolean tryShrink(RowOrder order, long keep, Worker worker) {
        sort(order, keep, worker);
        var kept = new SortRun(heap, account);
        var spill = new RowSpill(heap.layout(), RowOrder.PREFIX_SLOT);
        var chunk = new int[Batch.CAPACITY];
        for (var from = 0; from < addresses.size(); from += Batch.CAPACITY) {
            worker.checkpoint();
            var count = Math.min(Batch.CAPACITY, addresses.size() - from);
            addresses.copy(from, count, chunk);
            if (!kept.tryAdd(spill.toBatch(heap, chunk, count), order)) {
                kept.close();
                return false;
            }
        }
        rows.release();
        addresses.close();
        rows = kept.rows;
        addresses = kept.addresses;
        scratchBytes = kept.scratchBytes;
        return true;
    }

    /** Sorts, writes the rows to a file of their own and gives all memory back. */
    void spill(SortRows sort, Worker worker) {
        if (addresses.size() > 0) {
            sort(sort.order(), sort.keep(), worker);
            var file = sort.query().openSpillFile(sort.node());
            var spill = new RowSpill(heap.layout(), RowOrder.PREFIX_SLOT);
            var chunk = new int[SPILLED_ROWS];
            for (var from = 0; from < addresses.size(); from += SPILLED_ROWS) {
                var count = Math.min(SPILLED_ROWS, addresses.size() - from);
                addresses.copy(from, count, chunk);
                worker.write(file, spill.toBatch(heap, chunk, count));
                worker.checkpoint();
            }
            sort.addFile(file);
        }
        close();
    }

    @Override
    public void close() {
        rows.release();
        addresses.close();
        account.release(scratchBytes);
        scratchBytes = 0;
    }
}
