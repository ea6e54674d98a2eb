package dev.slipher.compute.memory;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * What one query, or one operator of it, holds of the pool, never more than its grant. Bytes are reserved before they
 * are allocated; a refusal is the signal to spill.
 *
 * <p>Accounts form a tree: the query's, an operator's, a worker's part of that. A child may have some bytes of its parent
 * for itself, so that it can go on, if slowly, whatever the others take; beyond them it shares.
 */
public final class MemoryAccount implements AutoCloseable {
    private final MemoryPool pool;
    private final @Nullable MemoryAccount parent;
    private final long grantBytes;
    /** What this account and those below it use, which is less than reserved where a child has bytes to spare. */
    private final AtomicLong usedBytes = new AtomicLong();

    private final LongAccumulator peakBytes = new LongAccumulator(Math::max, 0);
    /** Guarded by this, as is all below: taken from the parent ahead of need. */
    private long ownBytes;

    private long reservedBytes;
    private boolean closed;

    MemoryAccount(MemoryPool pool, long grantBytes) {
        this(pool, null, grantBytes);
    }

    private MemoryAccount(MemoryPool pool, @Nullable MemoryAccount parent, long grantBytes) {
        this.pool = pool;
        this.parent = parent;
        this.grantBytes = grantBytes;
    }

    /** Opens an account that shares this one's bytes with others. */
    public MemoryAccount openChild() {
        return openChild(grantBytes);
    }

    /** Opens an account that shares this one's bytes with others, and never has more than {@code mostBytes} of them. */
    public MemoryAccount openChild(long mostBytes) {
        return new MemoryAccount(pool, this, Math.min(grantBytes, mostBytes));
    }

    /** Takes bytes that cannot be refused to this account later, less if less is left; before any are reserved. */
    public void guarantee(long byteCount) {
        var wanted = byteCount;
        while (wanted > 0 && !tryGuarantee(wanted)) {
            wanted /= 2;
        }
    }

    /** Takes bytes that cannot be refused to this account later, or none; before any are reserved. */
    public synchronized boolean tryGuarantee(long byteCount) {
        if (reservedBytes > 0) {
            throw new IllegalStateException("%d bytes are reserved already".formatted(reservedBytes));
        }
        if (!tryTake(byteCount)) {
            return false;
        }
        ownBytes += byteCount;
        return true;
    }

    /** Returns the bytes that cannot be refused as long as this account has reserved less. */
    public synchronized long guaranteedBytes() {
        return ownBytes;
    }

    public long grantBytes() {
        return grantBytes;
    }

    public synchronized long reservedBytes() {
        return reservedBytes;
    }

    /** Returns the most that operators used of this account at once. */
    public long peakBytes() {
        return peakBytes.get();
    }

    /** Reserves bytes, or returns false and reserves none. */
    public boolean tryReserve(long byteCount) {
        if (!tryHold(byteCount)) {
            return false;
        }
        use(byteCount);
        return true;
    }

    private synchronized boolean tryHold(long byteCount) {
        if (reservedBytes + byteCount > grantBytes
                || !tryTake(beyond(reservedBytes + byteCount) - beyond(reservedBytes))) {
            return false;
        }
        reservedBytes += byteCount;
        return true;
    }

    /** Reserves bytes that are used in any case, even beyond the grant, so that others know of them. */
    public void overdraw(long byteCount) {
        hold(byteCount);
        use(byteCount);
    }

    private synchronized void hold(long byteCount) {
        var taken = beyond(reservedBytes + byteCount) - beyond(reservedBytes);
        if (parent == null) {
            pool.overdraw(taken);
        } else {
            parent.hold(taken);
        }
        reservedBytes += byteCount;
    }

    private void use(long byteCount) {
        for (var account = this; account != null; account = account.parent) {
            account.peakBytes.accumulate(account.usedBytes.addAndGet(byteCount));
        }
    }

    private long beyond(long byteCount) {
        return Math.max(0, byteCount - ownBytes);
    }

    private boolean tryTake(long byteCount) {
        return byteCount == 0 || (parent == null ? pool.tryReserve(byteCount) : parent.tryHold(byteCount));
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
                                .formatted(purpose, byteCount, root().reservedBytes(), grantBytes))
                .withHint("Give the query's queue more memory or fewer slots.");
    }

    private MemoryAccount root() {
        return parent == null ? this : parent.root();
    }

    public void release(long byteCount) {
        use(-byteCount);
        letGo(byteCount);
    }

    private synchronized void letGo(long byteCount) {
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
            parent.letGo(byteCount);
        }
    }

    /** Gives back all that this account still holds. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            use(-usedBytes.get());
            giveBack(ownBytes + beyond(reservedBytes));
            ownBytes = 0;
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
