package dev.slipher.compute.operator.sort;

import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;

/** Writes rows that come in order to a run on disk. */
final class RunWriter {
    private final SortRows sort;
    private final Worker worker;
    private final SpillFile file;
    private final RowSpill spill;
    private final int[] addresses = new int[SortRun.SPILLED_ROWS];
    private int count;

    RunWriter(SortRows sort, Worker worker) {
        this.sort = sort;
        this.worker = worker;
        file = sort.query().openSpillFile(sort.node());
        spill = new RowSpill(sort.heap().layout(), RowOrder.PREFIX_SLOT);
    }

    /** Takes a row, which must stay until the next {@link #flush}; always wants more. */
    boolean add(int address) {
        addresses[count++] = address;
        if (count == addresses.length) {
            flush();
        }
        return true;
    }

    void flush() {
        if (count > 0) {
            worker.write(file, spill.toBatch(sort.heap(), addresses, count));
            count = 0;
        }
    }

    SpillFile finish() {
        flush();
        return file;
    }
}
