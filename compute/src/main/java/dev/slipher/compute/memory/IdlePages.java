package dev.slipher.compute.memory;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that were given back, by size, for the next query to find memory that the system has already mapped. Only sizes
 * that are powers of two are kept, from 4 KiB to {@link MemoryPool#PAGE_BYTES}.
 */
final class IdlePages {
    private static final int LEAST_SIZE_BITS = 12;
    private static final int SIZES = 9;

    private final List<ArrayDeque<long[]>> longs =
            Stream.generate(ArrayDeque<long[]>::new).limit(SIZES).toList();
    private final List<ArrayDeque<byte[]>> bytes =
            Stream.generate(ArrayDeque<byte[]>::new).limit(SIZES).toList();
    private volatile long heldBytes;

    long heldBytes() {
        return heldBytes;
    }

    /** Returns an array of that length whose content is arbitrary, or null if there is none. */
    synchronized long @Nullable [] takeLongs(int length) {
        var index = sizeIndex(8L * length);
        var page = index < 0 ? null : longs.get(index).pollLast();
        heldBytes -= page == null ? 0 : 8L * length;
        return page;
    }

    /** Returns an array of that length whose content is arbitrary, or null if there is none. */
    synchronized byte @Nullable [] takeBytes(int length) {
        var index = sizeIndex(length);
        var page = index < 0 ? null : bytes.get(index).pollLast();
        heldBytes -= page == null ? 0 : length;
        return page;
    }

    synchronized void add(long[] page) {
        var index = sizeIndex(8L * page.length);
        if (index >= 0) {
            longs.get(index).addLast(page);
            heldBytes += 8L * page.length;
        }
    }

    synchronized void add(byte[] page) {
        var index = sizeIndex(page.length);
        if (index >= 0) {
            bytes.get(index).addLast(page);
            heldBytes += page.length;
        }
    }

    /** Forgets arrays, large ones first, until no more than {@code limitBytes} are held. */
    synchronized void shrinkTo(long limitBytes) {
        for (var index = SIZES - 1; index >= 0; index--) {
            while (heldBytes > limitBytes && forget(index)) {
                heldBytes -= 1L << LEAST_SIZE_BITS + index;
            }
        }
    }

    private boolean forget(int index) {
        return longs.get(index).pollFirst() != null || bytes.get(index).pollFirst() != null;
    }

    private static int sizeIndex(long byteCount) {
        var index = Long.numberOfTrailingZeros(byteCount) - LEAST_SIZE_BITS;
        return Long.bitCount(byteCount) == 1 && index >= 0 && index < SIZES ? index : -1;
    }
}
