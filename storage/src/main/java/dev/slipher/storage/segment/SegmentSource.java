package dev.slipher.storage.segment;

import java.lang.foreign.MemorySegment;

/** The bytes of one finished object, readable at any position by many threads at once. */
public interface SegmentSource {
    /** Returns the size of the object in bytes. */
    long size();

    /**
     * Fills {@code target} with the bytes from {@code offset} on.
     *
     * @throws dev.slipher.storage.error.SlipherException if the object ends before {@code target} is full or cannot be
     *     read
     */
    void read(long offset, MemorySegment target);
}
