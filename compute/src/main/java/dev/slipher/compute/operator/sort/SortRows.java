package dev.slipher.compute.operator.sort;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.WorkerAccounts;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The rows of one sort in one execution: collected by all workers, then sorted a worker's share at a time, in the end
 * sorted runs that are all in memory or all on disk.
 */
public final class SortRows {
    private final QueryContext query;
    private final PlanNode node;
    private final RowOrder order;
    private final WorkerAccounts parts;
    private final RowHeap heap;
    private final long keep;
    private final FirstRows firstRows;
    private final ReentrantLock spilling = new ReentrantLock();
    /** Guarded by this, as is all below: what workers handed over, not sorted yet. */
    private final List<SortRun> unsorted = new ArrayList<>();

    private final List<AddressList> runs = new ArrayList<>();
    private final List<SpillFile> files = new ArrayList<>();

    /**
     * Makes an empty sort.
     *
     * @param keep how many of the first rows are wanted
     */
    public SortRows(QueryContext query, PlanNode node, List<PhysicalKind> columns, List<SortColumn> keys, long keep) {
        this.query = query;
        this.node = node;
        this.keep = keep;
        var layout = new RowLayout(columns, 1);
        order = new RowOrder(layout, keys);
        firstRows = new FirstRows(order);
        var account = query.openAccount(node);
        parts = query.divide(account);
        heap = query.openHeap(layout, account);
    }

    QueryContext query() {
        return query;
    }

    PlanNode node() {
        return node;
    }

    RowOrder order() {
        return order;
    }

    FirstRows firstRows() {
        return firstRows;
    }

    RowHeap heap() {
        return heap;
    }

    long keep() {
        return keep;
    }

    /** Returns the memory of a worker's rows as they come. */
    MemoryAccount account(Worker worker) {
        return parts.of(worker);
    }

    /** Gives the workers' memory to the one that merges; all rows are on disk. */
    void endParts() {
        parts.close();
    }

    /** Makes the step that collects one worker's rows. */
    public Step step(Worker worker) {
        return new SortStep(this, worker);
    }

    synchronized void hand(SortRun run) {
        unsorted.add(query.closeLater(run));
    }

    synchronized void addFile(SpillFile file) {
        files.add(file);
    }

    private synchronized void addRun(AddressList run) {
        runs.add(run);
    }

    /** Returns the sorted runs in memory; empty if the rows are on disk. */
    synchronized List<AddressList> runs() {
        return List.copyOf(runs);
    }

    /** Returns the sorted runs on disk. */
    synchronized List<SpillFile> files() {
        return List.copyOf(files);
    }

    /** Returns the phase after the last row, which sorts what is in memory and, if other rows are on disk, spills it. */
    public Phase settle() {
        return new Phase.Tasks(node, this::settlingTasks);
    }

    /** Moves to disk what was handed over; who calls meanwhile waits, since that memory is what it needs. */
    void spillHanded(Worker worker) {
        worker.lock(spilling);
        try {
            for (var run : takeHanded()) {
                run.spill(this, worker);
            }
        } finally {
            spilling.unlock();
        }
    }

    private synchronized List<SortRun> takeHanded() {
        var taken = List.copyOf(unsorted);
        unsorted.clear();
        return taken;
    }

    private synchronized List<Phase.Task> settlingTasks() {
        var spills = !files.isEmpty();
        var tasks = new ArrayList<Phase.Task>();
        for (var run : unsorted) {
            tasks.add(worker -> {
                if (spills) {
                    run.spill(this, worker);
                } else {
                    run.sort(order, keep, worker);
                    addRun(run.addresses());
                }
            });
        }
        return tasks;
    }
}
