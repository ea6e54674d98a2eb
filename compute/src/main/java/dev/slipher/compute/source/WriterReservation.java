package dev.slipher.compute.source;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.segment.SegmentWriter;

/**
 * The memory that segment writers, one after the other, have reserved. Where the account refuses, row groups end with half of
 * the usual rows; what these need is had in any case, and the account overdrawn. Used by one thread.
 */
public final class WriterReservation implements AutoCloseable {
    private static final int LEAST_ROW_GROUP_ROWS = SegmentWriter.ROW_GROUP_ROWS / 2;

    private final MemoryAccount account;
    private long reservedBytes;
    private boolean isOverdrawn;

    public WriterReservation(MemoryAccount account) {
        this.account = account;
    }

    /** Reserves what a writer has come to hold; to be called after each batch. */
    public void grow(SegmentWriter writer) {
        long missing = writer.memoryBytes() - reservedBytes;
        if (missing > 0) {
            if (!account.tryReserve(missing)) {
                account.overdraw(missing);
                isOverdrawn = true;
            }
            reservedBytes += missing;
        }
        if (isOverdrawn && writer.bufferedRows() >= LEAST_ROW_GROUP_ROWS) {
            writer.endRowGroup();
        }
    }

    @Override
    public void close() {
        account.release(reservedBytes);
        reservedBytes = 0;
    }
}
