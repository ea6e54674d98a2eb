package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;

/** Collects one worker's rows of a sort; with few rows wanted, drops the others from time to time. */
final class SortStep implements Step {
    /** Rows above the wanted ones that are collected before they are dropped. */
    private static final int SURPLUS_ROWS = 1 << 12;

    private final SortRows sort;
    private final Worker worker;
    private final MemoryAccount account;
    private final SortRun run;
    private final long mostRows;
    private final int[] positions = new int[Batch.CAPACITY];

    SortStep(SortRows sort, Worker worker) {
        this.sort = sort;
        this.worker = worker;
        account = sort.account(worker);
        run = new SortRun(sort.heap(), account);
        mostRows = sort.keep() > Integer.MAX_VALUE / 4 ? Long.MAX_VALUE : 2 * sort.keep() + SURPLUS_ROWS;
    }

    @Override
    public void push(Batch batch) {
        var isBounded =
                mostRows < Long.MAX_VALUE && sort.keep() > 0 && sort.order().hasKeys();
        if (isBounded && sort.firstRows().filter(batch, positions) == 0) {
            return;
        }
        if (!Pieces.tryTake(batch, this::tryAdd)) {
            throw account.refused(8L * sort.heap().layout().rowLongs(), "a sort");
        }
        if (run.addresses().size() > mostRows) {
            if (!run.tryShrink(sort.order(), sort.keep(), worker)) {
                run.spill(sort, worker);
            } else if (isBounded) {
                sort.firstRows().lower(run.lastPrefix());
            }
        }
    }

    /** Adds the rows; if memory for them is refused, others go to disk, this worker's first. */
    private boolean tryAdd(Batch batch) {
        if (run.tryAdd(batch, sort.order())) {
            return true;
        }
        run.spill(sort, worker);
        if (run.tryAdd(batch, sort.order())) {
            return true;
        }
        sort.spillHanded(worker);
        return run.tryAdd(batch, sort.order());
    }

    @Override
    public void finish() {
        sort.hand(run);
    }
}
