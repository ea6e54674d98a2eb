package dev.slipher.compute.operator.write;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.segment.SegmentWriter;

/**
 * The memory that segment writers, one after the other, have reserved. Where the account refuses, row groups end with half of
 * the usual rows, or fewer if these are wide; what they need is had in any case, and the account overdrawn. Used by one
 * thread.
 */
final class WriterReservation implements AutoCloseable {
    private static final int LEAST_ROWS = SegmentWriter.ROW_GROUP_ROWS / 2;
    private static final int LEAST_WIDE_ROWS = SegmentWriter.ROW_GROUP_ROWS / 8;

    /** What a writer of wide rows holds, their columns' buffers included. */
    private static final long WIDE_BYTES = 48L << 20;

    private final MemoryAccount account;
    private long reservedBytes;
    private boolean isOverdrawn;

    WriterReservation(MemoryAccount account) {
        this.account = account;
    }

    /** Reserves what a writer has come to hold; to be called after each batch. */
    void grow(SegmentWriter writer) {
        long missing = writer.memoryBytes() - reservedBytes;
        if (missing > 0) {
            if (!account.tryReserve(missing)) {
                account.overdraw(missing);
                isOverdrawn = true;
            }
            reservedBytes += missing;
        }
        if (isOverdrawn && writer.bufferedRows() >= leastRows(writer)) {
            writer.endRowGroup();
        }
    }

    private static int leastRows(SegmentWriter writer) {
        return writer.memoryBytes() > WIDE_BYTES ? LEAST_WIDE_ROWS : LEAST_ROWS;
    }

    @Override
    public void close() {
        account.release(reservedBytes);
        reservedBytes = 0;
    }
}
