package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.RowMoves;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.error.SlipherException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The groups that one worker has gathered for a {@link Grouping}: rows, a table to find them by, and the rows of earlier
 * tables, cut into partitions by hash.
 */
final class WorkerGroups {
    /** Groups of a worker that are worth merging in partitions, in parallel. */
    private static final int FEW_GROUPS = 1 << 14;

    private final Grouping grouping;
    private final Worker worker;
    private final GroupRows rows;
    private final RowHeap heap;
    private final MemoryAccount account;
    private final GroupTable table;
    private final RowAppender local;
    private RowAppender @Nullable [] parts;

    WorkerGroups(Grouping grouping, Worker worker) {
        this.grouping = grouping;
        this.worker = worker;
        rows = grouping.rows();
        heap = grouping.heap();
        account = grouping.account(worker);
        table = new GroupTable(rows, heap, account);
        local = new RowAppender(heap, account);
    }

    GroupTable table() {
        return table;
    }

    /** Returns the rows of the groups that the table finds. */
    RowAppender rows() {
        return local;
    }

    MemoryAccount account() {
        return account;
    }

    /** Returns the error of a row for which there is no memory even with nothing else in it. */
    SlipherException refused() {
        return account.refused(8L * rows.layout().rowLongs(), "an aggregation");
    }

    /**
     * Reserves memory by {@code prepare}; if that is refused, groups go to disk, this worker's first.
     *
     * @param forget called when the table has lost its groups
     */
    boolean tryMakeRoom(BooleanSupplier prepare, Runnable forget) {
        if (prepare.getAsBoolean()) {
            return true;
        }
        spill();
        forget.run();
        if (prepare.getAsBoolean()) {
            return true;
        }
        grouping.spillHanded(worker);
        if (prepare.getAsBoolean()) {
            return true;
        }
        // What there was room for would leave too little for the rest of a smaller piece.
        local.release();
        table.close();
        forget.run();
        return false;
    }

    /**
     * Moves the table's rows to partitions and starts it anew; their strings stay where they are.
     *
     * @param next groups that the new table may well get
     */
    void flush(int next) {
        if (parts == null) {
            parts = new RowAppender[RowSpill.PARTITIONS];
            for (var p = 0; p < parts.length; p++) {
                parts[p] = new RowAppender(heap, account);
            }
        }
        if (!RowMoves.tryPartition(local, parts, GroupRows.HASH_SLOT)) {
            spill();
            return;
        }
        local.clearRows();
        table.clear(next);
    }

    private void spill() {
        var spill = new RowSpill(rows.layout(), GroupRows.HASH_SLOT);
        var files = grouping.files();
        spill.write(local, files, 0, worker);
        if (parts != null) {
            for (var part : parts) {
                spill.write(part, files, 0, worker);
                part.release();
            }
        }
        local.release();
        table.close();
    }

    /** Hands all groups over to the grouping. */
    void finish() {
        if (parts != null || local.rowCount() > FEW_GROUPS && grouping.query().workers() > 1) {
            flush(1);
        }
        table.close();
        grouping.hand(local, parts);
    }
}
