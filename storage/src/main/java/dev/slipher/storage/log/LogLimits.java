package dev.slipher.storage.log;

/**
 * The sizes at which the log does something.
 *
 * @param entryBytes inline rows and other content from which an entry takes no further transaction
 * @param checkpointEntries entries after which a checkpoint is written
 * @param checkpointBytes bytes of entries after which a checkpoint is written
 * @param manifestSegments segment records in a manifest
 * @param recentSegments segment records that a checkpoint holds for a table before they become a manifest
 * @param heldDeleteBytes size from which a delete bitmap becomes an object of its own
 * @param tableInlineBytes memory that a table's inline rows may take before they are written out, and what their packs
 *     count as besides
 * @param inlineBytes memory that the inline rows of all tables may take
 */
record LogLimits(
        int entryBytes,
        int checkpointEntries,
        long checkpointBytes,
        int manifestSegments,
        int recentSegments,
        int heldDeleteBytes,
        long tableInlineBytes,
        long inlineBytes) {
    static final LogLimits DEFAULT =
            new LogLimits(1 << 20, 2_048, 32L << 20, 4_096, 256, 16 << 10, 16L << 20, 64L << 20);
}
