package dev.slipher.storage.log;

/**
 * The sizes at which the log does something.
 *
 * @param entryBytes inline rows and other content from which an entry takes no further transaction
 * @param checkpointEntries entries after which a checkpoint is written, unless they are small beside the last one
 * @param mostEntries entries after which a checkpoint is written however small they are
 * @param checkpointBytes bytes of entries after which a checkpoint is written
 * @param manifestSegments segment records in a manifest
 * @param recentSegments segment records that a checkpoint holds for a table before they become a manifest
 * @param heldDeleteBytes size from which a delete bitmap becomes an object of its own
 * @param tableInlineBytes memory that a table's inline rows may take before they are written out, and what their packs
 *     count as besides
 * @param inlineBytes memory that the inline rows of all tables may take
 * @param rangeBytes bytes from which a range object takes no further entry; what packs and reads it has so much in memory
 * @param cachedBytes memory that each of the caches of what catalogs name may take
 */
record LogLimits(
        int entryBytes,
        int checkpointEntries,
        int mostEntries,
        long checkpointBytes,
        int manifestSegments,
        int recentSegments,
        int heldDeleteBytes,
        long tableInlineBytes,
        long inlineBytes,
        long rangeBytes,
        long cachedBytes) {
    /** Entries are small beside a checkpoint until they come to so many times its bytes. */
    static final int BYTES_PER_CHECKPOINT_BYTE = 4;

    /**
     * Returns the limits of a process with so much heap, of which queries take more than half. Inline rows may come to twice
     * their limit until they are written out, and are in memory once more in the form in which they are read.
     */
    static LogLimits ofHeap(long heapBytes) {
        return new LogLimits(
                1 << 20,
                2_048,
                8_192,
                Math.min(32L << 20, heapBytes / 16),
                4_096,
                256,
                16 << 10,
                Math.min(16L << 20, heapBytes / 128),
                Math.min(64L << 20, heapBytes / 32),
                Math.min(32L << 20, heapBytes / 32),
                Math.min(64L << 20, heapBytes / 32));
    }
}
