package dev.slipher.wire.codec;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes of the heap that long messages of all clients of a server together may take, from their first byte to the end of
 * the statement that they are. Short ones are not counted: a connection has only a few of them at a time. Any thread may use
 * it.
 */
public final class ReceiveBudget {
    /** The longest message that is not counted. */
    static final int SHORT_BYTES_MAX = 1 << 16;

    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by lock. */
    private long reservedBytes;

    /** @param limitBytes also the longest message that is taken at all */
    public ReceiveBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    long limitBytes() {
        return limitBytes;
    }

    /** Returns what the messages that have begun and are not served yet take. */
    public long reservedBytes() {
        lock.lock();
        try {
            return reservedBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Opens the share of a connection, which closes it. */
    public Share openShare() {
        return new Share();
    }

    /** What one connection's messages take. */
    public final class Share implements AutoCloseable {
        // Guarded by lock.
        private long heldBytes;
        private boolean closed;

        private Share() {}

        ReceiveBudget budget() {
            return ReceiveBudget.this;
        }

        /** Reserves room for a message, unless there is too little or the share is closed. */
        boolean tryReserve(int bytes) {
            lock.lock();
            try {
                if (closed || reservedBytes + bytes > limitBytes) {
                    return false;
                }
                reservedBytes += bytes;
                heldBytes += bytes;
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** Gives room back; the share of a connection that has ended has none any more. */
        public void release(int bytes) {
            lock.lock();
            try {
                if (!closed) {
                    reservedBytes -= bytes;
                    heldBytes -= bytes;
                }
            } finally {
                lock.unlock();
            }
        }

        /** Gives all room back, and reserves no more. */
        @Override
        public void close() {
            lock.lock();
            try {
                reservedBytes -= heldBytes;
                heldBytes = 0;
                closed = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
