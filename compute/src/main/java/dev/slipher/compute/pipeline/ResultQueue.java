package dev.slipher.compute.pipeline;

import dev.slipher.compute.operator.BatchPieces;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands result batches from the workers to the thread that called, which may be slow: a few batches wait, and a few bytes,
 * then the workers do. What a worker brings in one batch is cut into several if its rows are wide.
 */
final class ResultQueue {
    /** The most that one batch holds, unless it is a single row. */
    static final int PIECE_BYTES = 1 << 20;

    /** The most that wait, unless it is a single batch. */
    static final int WAITING_BYTES = 4 << 20;

    private static final int MAX_WAITING = 16;

    /** A batch that waits. */
    private record Piece(Batch batch, long bytes) {}

    private final QueryContext query;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by {@link #lock}, as is all that follows. */
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

    private long waitingBytes;
    private boolean ended;

    ResultQueue(QueryContext query) {
        this.query = query;
    }

    /** Makes the last step of the plan. */
    Step step(Worker worker) {
        return new Step() {
            @Override
            public void push(Batch batch) {
                BatchPieces.copy(batch, PIECE_BYTES, (piece, bytes) -> put(new Piece(piece, bytes), worker));
            }

            @Override
            public void finish() {}
        };
    }

    private void put(Piece piece, Worker worker) {
        if (!tryPut(piece)) {
            worker.block(() -> waitForRoom(piece));
        }
        query.throwIfStopped();
    }

    private boolean tryPut(Piece piece) {
        lock.lock();
        try {
            if (!hasRoomFor(piece)) {
                return false;
            }
            add(piece);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void waitForRoom(Piece piece) {
        lock.lock();
        try {
            while (!hasRoomFor(piece) && !ended) {
                changed.awaitUninterruptibly();
            }
            add(piece);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoomFor(Piece piece) {
        return pieces.isEmpty() || pieces.size() < MAX_WAITING && waitingBytes + piece.bytes <= WAITING_BYTES;
    }

    private void add(Piece piece) {
        pieces.addLast(piece);
        waitingBytes += piece.bytes;
        changed.signalAll();
    }

    /** Returns the next batch, or null when no more come. */
    @Nullable
    Batch take() {
        lock.lock();
        try {
            while (pieces.isEmpty() && !ended) {
                changed.awaitUninterruptibly();
            }
            var piece = pieces.pollFirst();
            if (piece == null) {
                return null;
            }
            waitingBytes -= piece.bytes;
            changed.signalAll();
            return piece.batch;
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing is put any more, and lets go whoever waits. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
