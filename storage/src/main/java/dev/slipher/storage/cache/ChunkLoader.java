package dev.slipher.storage.cache;

import java.lang.foreign.MemorySegment;

/**
 * Reads, checks and parses what is missing in the cache.
 *
 * @param <T> what the bytes are seen as; immutable, for many threads use it at once
 */
public interface ChunkLoader<T> {
    /** Returns how many bytes off the heap {@link #load} needs; 0 if all it keeps is its result. */
    long memoryBytes();

    /** Returns about how many bytes {@code loaded}, which {@link #load} returned, keeps on the heap; the budget counts them. */
    long heapBytes(T loaded);

    /**
     * Fills {@code memory} and returns what to hand to all who ask. Called once for a miss, however many ask at once.
     *
     * @param memory {@link #memoryBytes()} bytes, which live as long as the entry; their content is undefined
     */
    T load(MemorySegment memory);
}
