package dev.slipher.compute.operator.window;

import java.util.Arrays;

/**
 * Row numbers of a partition, added at the end and removed from both, in a ring that grows as the partition gives it
 * memory; for one thread.
 */
final class RowQueue implements AutoCloseable {
    /** Numbers kept at most without a grant of memory. */
    static final int FREE_ROWS = 1 << 15;

    private static final int FIRST_ROWS = 1 << 4;
    private static final int MOST_ROWS = 1 << 30;

    private final PartitionRows partition;
    private long[] ring = new long[FIRST_ROWS];
    private int head;
    private int size;
    private long reservedBytes;

    RowQueue(PartitionRows partition) {
        this.partition = partition;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the number at the head of the queue, which is not empty. */
    long first() {
        return ring[head];
    }

    /** Returns the number that was added last, of a queue that is not empty. */
    long last() {
        return ring[head + size - 1 & ring.length - 1];
    }

    void removeFirst() {
        head = head + 1 & ring.length - 1;
        size--;
    }

    void removeLast() {
        size--;
    }

    void clear() {
        size = 0;
    }

    /** Adds a number at the end, or returns false if there is no memory for one more. */
    boolean tryAdd(long row) {
        if (size == ring.length && !tryGrow()) {
            return false;
        }
        ring[head + size & ring.length - 1] = row;
        size++;
        return true;
    }

    private boolean tryGrow() {
        if (size == MOST_ROWS) {
            return false;
        }
        if (size >= FREE_ROWS) {
            // All of the new ring, since it takes the place of one that may have been free.
            var bytes = 2L * Long.BYTES * size;
            if (!partition.tryReserve(bytes)) {
                return false;
            }
            partition.release(reservedBytes);
            reservedBytes = bytes;
        }
        var grown = Arrays.copyOfRange(ring, head, head + 2 * size);
        System.arraycopy(ring, 0, grown, size - head, head);
        ring = grown;
        head = 0;
        return true;
    }

    /** Gives the memory back; the queue is as new. */
    @Override
    public void close() {
        partition.release(reservedBytes);
        reservedBytes = 0;
        ring = new long[FIRST_ROWS];
        head = 0;
        size = 0;
    }
}
