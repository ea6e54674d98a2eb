package dev.slipher.leader.transaction;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.concurrent.atomic.AtomicLong;

/** Begins the transactions of all sessions over one commit log, and numbers them. */
public final class Transactions {
    private final CommitLog log;
    private final TableLocks locks;
    private final RowsInSegments rowsInSegments;
    private final AtomicLong lastId = new AtomicLong();

    /**
     * @param store the log's, for segments
     * @param memory what writing them takes
     */
    public Transactions(CommitLog log, ObjectStore store, MemoryAccount memory, TableLocks locks) {
        this.log = log;
        this.locks = locks;
        rowsInSegments = new RowsInSegments(store, log.contents(), memory);
    }

    /**
     * Begins a transaction, which sees no version yet; the caller commits it or rolls it back.
     *
     * @param sessionId shown with the transaction's locks
     * @param temporary the session's temporary tables
     */
    public Transaction begin(int sessionId, TemporaryTables temporary) {
        return new Transaction(lastId.incrementAndGet(), sessionId, log, locks, rowsInSegments, temporary);
    }

    public TableLocks locks() {
        return locks;
    }
}
