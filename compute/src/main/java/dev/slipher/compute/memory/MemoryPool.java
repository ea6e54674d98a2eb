package dev.slipher.compute.memory;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all queries of a process share: a budget of bytes, and pages that were given back, which with what is
 * reserved stay within the budget.
 */
public final class MemoryPool {
    /** Longs in a full page, which is 1 MiB. */
    public static final int PAGE_LONGS = 1 << 17;

    /** Bytes in a full page of bytes. */
    public static final int PAGE_BYTES = 1 << 20;

    private final long capacityBytes;
    private final AtomicLong reservedBytes = new AtomicLong();
    private final IdlePages idle = new IdlePages();

    public MemoryPool(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** Returns what all accounts together hold. */
    public long reservedBytes() {
        return reservedBytes.get();
    }

    /** Returns the bytes of pages that wait for the next query. */
    long idleBytes() {
        return idle.heldBytes();
    }

    public long capacityBytes() {
        return capacityBytes;
    }

    /** Opens the account of a query, which must be empty again when the query ends. */
    public MemoryAccount openAccount(long grantBytes) {
        return new MemoryAccount(this, grantBytes);
    }

    boolean tryReserve(long byteCount) {
        while (true) {
            var now = reservedBytes.get();
            if (now + byteCount > capacityBytes) {
                return false;
            }
            if (reservedBytes.compareAndSet(now, now + byteCount)) {
                var rest = capacityBytes - now - byteCount;
                if (idleBytes() > rest) {
                    idle.shrinkTo(rest);
                }
                return true;
            }
        }
    }

    /** Reserves bytes that are used in any case, even beyond the capacity: pages make room, and others are refused. */
    void overdraw(long byteCount) {
        var now = reservedBytes.addAndGet(byteCount);
        idle.shrinkTo(Math.max(0, capacityBytes - now));
    }

    void release(long byteCount) {
        reservedBytes.addAndGet(-byteCount);
    }

    /** Returns a page whose content is arbitrary; its bytes were reserved. */
    long[] takeLongs(int size) {
        var page = idle.takeLongs(size);
        if (page != null) {
            return page;
        }
        try {
            return new long[size];
        } catch (OutOfMemoryError refused) {
            throw heapExhausted(8L * size, refused);
        }
    }

    /** Returns a page whose content is arbitrary; its bytes were reserved. */
    byte[] takeBytes(int size) {
        var page = idle.takeBytes(size);
        if (page != null) {
            return page;
        }
        try {
            return new byte[size];
        } catch (OutOfMemoryError refused) {
            throw heapExhausted(size, refused);
        }
    }

    void giveBack(long @Nullable [] page) {
        if (page != null) {
            idle.add(page);
        }
    }

    void giveBack(byte @Nullable [] page) {
        if (page != null) {
            idle.add(page);
        }
    }

    private static SlipherException heapExhausted(long byteCount, OutOfMemoryError cause) {
        return new SlipherException(
                SqlState.OUT_OF_MEMORY,
                "out of memory: the Java heap has no room for %d bytes".formatted(byteCount),
                cause);
    }
}
