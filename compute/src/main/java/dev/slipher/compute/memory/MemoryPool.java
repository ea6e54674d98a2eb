package dev.slipher.compute.memory;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all queries of a process share: a budget of bytes, and the full-size pages that were given back, kept
 * so that the next query finds memory that the system has already mapped.
 */
public final class MemoryPool {
    /** Longs in a full page, which is 1 MiB. */
    public static final int PAGE_LONGS = 1 << 17;

    /** Bytes in a full page of bytes. */
    public static final int PAGE_BYTES = 1 << 20;

    private final long capacityBytes;
    private final AtomicLong reservedBytes = new AtomicLong();
    private final ArrayDeque<long[]> longPages = new ArrayDeque<>();
    private final ArrayDeque<byte[]> bytePages = new ArrayDeque<>();

    public MemoryPool(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** Returns what all accounts together hold. */
    public long reservedBytes() {
        return reservedBytes.get();
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
                return true;
            }
        }
    }

    void release(long byteCount) {
        reservedBytes.addAndGet(-byteCount);
    }

    /** Returns a page whose content is arbitrary if {@code size} is that of a full page. */
    long[] takeLongs(int size) {
        if (size == PAGE_LONGS) {
            synchronized (longPages) {
                var page = longPages.pollLast();
                if (page != null) {
                    return page;
                }
            }
        }
        try {
            return new long[size];
        } catch (OutOfMemoryError refused) {
            throw heapExhausted(8L * size, refused);
        }
    }

    /** Returns a page whose content is arbitrary if {@code size} is that of a full page. */
    byte[] takeBytes(int size) {
        if (size == PAGE_BYTES) {
            synchronized (bytePages) {
                var page = bytePages.pollLast();
                if (page != null) {
                    return page;
                }
            }
        }
        try {
            return new byte[size];
        } catch (OutOfMemoryError refused) {
            throw heapExhausted(size, refused);
        }
    }

    void giveBack(long @Nullable [] page) {
        if (page != null && page.length == PAGE_LONGS) {
            synchronized (longPages) {
                longPages.addLast(page);
            }
        }
    }

    void giveBack(byte @Nullable [] page) {
        if (page != null && page.length == PAGE_BYTES) {
            synchronized (bytePages) {
                bytePages.addLast(page);
            }
        }
    }

    private static SlipherException heapExhausted(long byteCount, OutOfMemoryError cause) {
        return new SlipherException(
                SqlState.OUT_OF_MEMORY,
                "out of memory: the Java heap has no room for %d bytes".formatted(byteCount),
                cause);
    }
}
