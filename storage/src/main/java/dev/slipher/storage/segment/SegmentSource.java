package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.ObjectId;
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

    /** Returns what errors call the segment; whoever knows more of it says more. */
    default String describe(ObjectId id) {
        return "segment %s".formatted(id);
    }

    /** Returns what errors call a column of the segment. */
    default String describeColumn(int columnId) {
        return "column %d".formatted(columnId);
    }
}
