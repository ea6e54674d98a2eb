package dev.slipher.storage.log;

/**
 * What start-up reads of a log.
 *
 * @param entries after the last checkpoint
 * @param bytes of these entries
 * @param checkpointBytes of the last checkpoint, 0 if there is none
 */
record LogTail(long entries, long bytes, long checkpointBytes) {
    /** Returns the tail with one more entry. */
    LogTail withEntry(long byteCount) {
        return new LogTail(entries + 1, bytes + byteCount, checkpointBytes);
    }

    /** Returns what is left of it after a checkpoint that has all that {@code before} had. */
    LogTail withCheckpoint(LogTail before, long byteCount) {
        return new LogTail(entries - before.entries, bytes - before.bytes, byteCount);
    }

    /**
     * Returns whether the next checkpoint is due. It holds the whole catalog, however little has changed: so entries first
     * come to a multiple of what it takes, as far as start-up reads them in a moment.
     */
    boolean isLong(LogLimits limits) {
        return bytes >= limits.checkpointBytes()
                || entries >= limits.mostEntries()
                || entries >= limits.checkpointEntries()
                        && bytes >= LogLimits.BYTES_PER_CHECKPOINT_BYTE * checkpointBytes;
    }
}
