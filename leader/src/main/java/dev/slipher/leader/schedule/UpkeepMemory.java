package dev.slipher.leader.schedule;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.MemoryPool;

/**
 * The part of the memory of queries that no queue hands out. It is for writing out as segments what came row by row: sessions
 * that insert may wait for that, and it must not fail because queries have all memory, or loads more than they were granted.
 */
public final class UpkeepMemory {
    private static final int SHARE = 8;
    private static final long MOST_BYTES = 64L << 20;

    private final long queueBytes;
    private final MemoryAccount reading;
    private final MemoryAccount writing;

    /** Takes the part of {@code pool}, which nothing uses yet, for as long as the pool is used. */
    public UpkeepMemory(MemoryPool pool) {
        var bytes = Math.min(MOST_BYTES, pool.capacityBytes() / SHARE);
        queueBytes = pool.capacityBytes() - bytes;
        reading = pool.openAccount(bytes - bytes / 4);
        reading.guarantee(reading.grantBytes());
        writing = pool.openAccount(pool.capacityBytes());
        writing.guarantee(bytes / 4);
    }

    /** Returns what is left for queues. */
    public long queueBytes() {
        return queueBytes;
    }

    /** Returns what one table's rows at a time are read and sorted in. */
    public MemoryAccount reading() {
        return reading;
    }

    /** Returns what those rows, and those that sessions write at the end of a transaction, have on their way into segments. */
    public MemoryAccount writing() {
        return writing;
    }
}
