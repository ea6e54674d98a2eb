package dev.slipher.leader.launch;

import java.util.List;

/**
 * How the memory of the whole process is divided; the parts add up to {@code totalBytes}.
 *
 * <p>The JVM itself (classes, compiled code, stacks, the collector's tables) takes a fixed amount and a twentieth; of
 * the rest the heap gets 70 %, the off-heap chunk cache 25 % and network buffers 5 %. The script {@code slipher}
 * computes the heap and network sizes in the same way, because a JVM is told them before it runs.
 */
public record MemoryBudget(long totalBytes, long heapBytes, long chunkCacheBytes, long networkBytes) {

    /** The least memory that a server starts with. */
    public static final long SMALLEST_BYTES = 512L << 20;

    private static final long JVM_BYTES = 256L << 20;
    private static final long LARGE_HEAP_BYTES = 1L << 30;

    /**
     * The share of the heap that queries may reserve; the rest is for sessions, plans and the catalog. Of a page of 1 MiB, 3
     * fit in a region of 4 MB and 7 in one of 8 MB, since each has a header.
     */
    private static final double QUERY_SHARE = 0.55;

    private static final double LARGE_QUERY_SHARE = 0.7;

    /** The part of the heap for long messages: 20 MB of the smallest, where Redshift's longest statement has 16 MB. */
    private static final int MESSAGE_SHARE = 8;

    private static final int HEAP_PERCENT = 70;
    private static final int NETWORK_PERCENT = 5;

    /** The part of its own making that a JVM may report its heap to differ by: it rounds to regions. */
    private static final double ROUNDING = 0.05;

    static MemoryBudget ofTotal(long totalBytes) {
        long shared = totalBytes - JVM_BYTES - totalBytes / 20;
        long heap = shared / 100 * HEAP_PERCENT;
        long network = shared / 100 * NETWORK_PERCENT;
        return new MemoryBudget(totalBytes, heap, shared - heap - network, network);
    }

    /**
     * Returns the division of a size such as {@code 8g}.
     *
     * @throws IllegalArgumentException if it is none, or less than a server needs
     */
    public static MemoryBudget of(String size) {
        long bytes = MemorySize.parse(size).orElse(0);
        if (bytes < SMALLEST_BYTES) {
            throw new IllegalArgumentException("memory " + size);
        }
        return ofTotal(bytes);
    }

    /** Returns the part of the heap in which queries keep rows. */
    public long queryBytes() {
        return (long) (heapBytes * (heapBytes >= LARGE_HEAP_BYTES ? LARGE_QUERY_SHARE : QUERY_SHARE));
    }

    /** Returns the part of the heap that clients' long messages may take. */
    public long messageBytes() {
        return heapBytes / MESSAGE_SHARE;
    }

    /** Returns the flags with which the script starts the JVM of a server with this budget. */
    public List<String> jvmFlags() {
        String regionSize = heapBytes >= LARGE_HEAP_BYTES ? "8m" : "4m";
        return List.of(
                "-XX:+UseG1GC",
                "-XX:G1HeapRegionSize=" + regionSize,
                "-Xmx" + heapBytes,
                "-XX:MaxDirectMemorySize=" + networkBytes);
    }

    /** Returns the budget in which a heap of this size has its share. */
    static MemoryBudget ofHeap(long heapBytes) {
        long shared = heapBytes / HEAP_PERCENT * 100;
        return ofTotal((shared + JVM_BYTES) / 19 * 20);
    }

    /** Returns what is left to the JVM itself. */
    public long reserveBytes() {
        return totalBytes - heapBytes - chunkCacheBytes - networkBytes;
    }

    boolean fitsHeap(long actualHeapBytes) {
        return Math.abs(actualHeapBytes - heapBytes) <= heapBytes * ROUNDING;
    }
}
