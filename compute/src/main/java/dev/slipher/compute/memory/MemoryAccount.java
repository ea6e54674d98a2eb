package dev.slipher.compute.memory;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * What one query, or one operator of it, holds of the pool, never more than its grant. Bytes are reserved before they
 * are allocated; a refusal is the signal to spill.
 *
 * <p>An operator's account has some bytes of the query's for itself, so that it can go on, if slowly, whatever the
 * others take; beyond them it shares.
 */
public final class MemoryAccount implements AutoCloseable {
    private final MemoryPool pool;
    private final @Nullable MemoryAccount parent;
    private final long grantBytes;
    /** Taken from the parent when the account was opened. */
    private final long ownBytes;

    private long reservedBytes;
    private long peakBytes;
    private boolean closed;

    MemoryAccount(MemoryPool pool, long grantBytes) {
        this(pool, null, grantBytes, 0);
    }

    private MemoryAccount(MemoryPool pool, @Nullable MemoryAccount parent, long grantBytes, long ownBytes) {
        this.pool = pool;
        this.parent = parent;
        this.grantBytes = grantBytes;
        this.ownBytes = ownBytes;
    }

    /**
     * Opens the account of an operator.
     *
     * @param guaranteedBytes what this account takes from this one at once, so that they cannot be refused later; less if
     *     less is left
     */
    public MemoryAccount openChild(long guaranteedBytes) {
        var guaranteed = guaranteedBytes;
        while (guaranteed > 0 && !tryReserve(guaranteed)) {
            guaranteed /= 2;
        }
        return new MemoryAccount(pool, this, grantBytes, guaranteed);
    }

    public long grantBytes() {
        return grantBytes;
    }

    public synchronized long reservedBytes() {
        return reservedBytes;
    }

    public synchronized long peakBytes() {
        return peakBytes;
    }

    /** Reserves bytes, or returns false and reserves none. */
    public synchronized boolean tryReserve(long byteCount) {
        if (reservedBytes + byteCount > grantBytes
                || !tryTake(beyond(reservedBytes + byteCount) - beyond(reservedBytes))) {
            return false;
        }
        reservedBytes += byteCount;
        peakBytes = Math.max(peakBytes, reservedBytes);
        return true;
    }

    private long beyond(long byteCount) {
        return Math.max(0, byteCount - ownBytes);
    }

    private boolean tryTake(long byteCount) {
        return byteCount == 0 || (parent == null ? pool.tryReserve(byteCount) : parent.tryReserve(byteCount));
    }

    /**
     * Reserves bytes that an operator cannot do without.
     *
     * @throws SlipherException 53200 naming the bytes needed
     */
    public void reserve(long byteCount, String purpose) {
        if (!tryReserve(byteCount)) {
            throw refused(byteCount, purpose);
        }
    }

    /** Returns the error of an operator that can neither get {@code byteCount} bytes nor spill to make room. */
    public SlipherException refused(long byteCount, String purpose) {
        return new SlipherException(
                        SqlState.OUT_OF_MEMORY,
                        "out of memory: %s needs %d bytes, %d of the %d granted are in use"
                                .formatted(purpose, byteCount, reservedBytes(), grantBytes))
                .withHint("Give the query's queue more memory or fewer slots.");
    }

    public synchronized void release(long byteCount) {
        var given = beyond(reservedBytes) - beyond(reservedBytes - byteCount);
        reservedBytes -= byteCount;
        giveBack(given);
    }

    private void giveBack(long byteCount) {
        if (byteCount == 0) {
            return;
        }
        if (parent == null) {
            pool.release(byteCount);
        } else {
            parent.release(byteCount);
        }
    }

    /** Gives back all that this account still holds. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            giveBack(ownBytes + beyond(reservedBytes));
            reservedBytes = 0;
        }
    }

    long[] takeLongs(int size) {
        return pool.takeLongs(size);
    }

    byte[] takeBytes(int size) {
        return pool.takeBytes(size);
    }

    void giveBack(long[] page) {
        pool.giveBack(page);
    }

    void giveBack(byte[] page) {
        pool.giveBack(page);
    }
}
