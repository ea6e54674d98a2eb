package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.WorkerAccounts;
import dev.slipher.compute.spill.SpillFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one aggregation in one execution, fed by one or more pipelines and read by another.
 *
 * <p>Each worker gathers groups in a table of its own; when that outgrows the cache its rows are cut into partitions by
 * hash and it starts anew, and when memory is refused they go to disk. In the end each partition is merged alone, in
 * memory if the tables to do so fit as well.
 */
final class Grouping {
    private final QueryContext query;
    private final PlanNode node;
    private final GroupRows rows;
    private final MemoryAccount account;
    private final WorkerAccounts parts;
    private final MemoryAccount merging;
    private final RowHeap heap;
    private final ReentrantLock spilling = new ReentrantLock();
    /** Guarded by this, as is all below: what workers handed over, either in one piece or cut into partitions. */
    private final List<RowAppender> loose = new ArrayList<>();

    private final List<RowAppender[]> partitioned = new ArrayList<>();
    private SpillFile @Nullable [] files;

    Grouping(QueryContext query, PlanNode node, GroupRows rows) {
        this.query = query;
        this.node = node;
        this.rows = rows;
        account = query.openAccount(node);
        merging = query.closeLater(account.openChild());
        parts = query.divide(account);
        heap = query.openHeap(rows.layout(), account);
    }

    QueryContext query() {
        return query;
    }

    PlanNode node() {
        return node;
    }

    /** Returns how many rows the optimizer expects to be grouped. */
    double expectedRows() {
        return node.inputs().stream()
                .mapToDouble(input -> input.estimate().rows())
                .sum();
    }

    GroupRows rows() {
        return rows;
    }

    RowHeap heap() {
        return heap;
    }

    /** Returns the memory of a worker's rows as they come. */
    MemoryAccount account(Worker worker) {
        return parts.of(worker);
    }

    /** Returns the memory that {@link #settle} has taken to merge groups that are all in memory. */
    MemoryAccount merging() {
        return merging;
    }

    /** Makes the step that feeds one worker's rows of one pipeline. */
    Step step(Worker worker, GroupInput input) {
        return new GroupStep(this, worker, input);
    }

    /** Takes over what a worker has gathered. */
    synchronized void hand(RowAppender whole, RowAppender @Nullable [] parts) {
        if (whole.rowCount() > 0) {
            loose.add(whole);
        }
        if (parts != null) {
            partitioned.add(parts);
        }
    }

    /** Returns the files of the partitions, made when the first worker spills. */
    synchronized SpillFile[] files() {
        if (files == null) {
            files = RowSpill.openFiles(query, node);
        }
        return files;
    }

    synchronized SpillFile @Nullable [] filesOrNull() {
        return files;
    }

    /** Returns whether the groups have to be merged partition by partition. */
    synchronized boolean isPartitioned() {
        return files != null || !partitioned.isEmpty();
    }

    synchronized boolean isEmpty() {
        return loose.isEmpty() && partitioned.isEmpty() && files == null;
    }

    synchronized List<RowAppender> loose() {
        return List.copyOf(loose);
    }

    synchronized List<RowAppender[]> partitioned() {
        return List.copyOf(partitioned);
    }

    /**
     * Returns the phase after the last input. If any worker has spilled, or there is no memory to merge in, what is still
     * held goes to disk as well.
     */
    Phase settle() {
        return new Phase.Tasks(
                node,
                () -> filesOrNull() == null && merging.tryGuarantee(mergingBytes())
                        ? List.of()
                        : List.of(this::spillRest));
    }

    private void spillRest(Worker worker) {
        files();
        spillHanded(worker);
        parts.close();
    }

    /** Returns what tables take that all workers have at once. */
    private synchronized long mergingBytes() {
        var rowsAtOnce = loose.stream().mapToLong(RowAppender::rowCount).sum();
        if (partitioned.isEmpty()) {
            return loose.size() < 2 ? 0 : mergingBytes(rowsAtOnce);
        }
        var most = 0L;
        for (var p = 0; p < RowSpill.PARTITIONS; p++) {
            var partition = p;
            most = Math.max(
                    most,
                    partitioned.stream()
                            .mapToLong(appenders -> appenders[partition].rowCount())
                            .sum());
        }
        return query.workers() * mergingBytes(rowsAtOnce + most);
    }

    private static long mergingBytes(long rowCount) {
        return GroupTable.bytesFor(rowCount) + AddressList.bytesFor(rowCount);
    }

    /** Moves to disk what was handed over; who calls meanwhile waits, since that memory is what it needs. */
    void spillHanded(Worker worker) {
        worker.lock(spilling);
        try {
            var spill = new RowSpill(rows.layout(), GroupRows.HASH_SLOT);
            for (var appender : takeHanded()) {
                spill.write(appender, files(), 0, worker);
                appender.release();
            }
        } finally {
            spilling.unlock();
        }
    }

    private synchronized List<RowAppender> takeHanded() {
        var taken = new ArrayList<>(loose);
        partitioned.forEach(parts -> taken.addAll(List.of(parts)));
        loose.clear();
        partitioned.clear();
        return taken;
    }
}
