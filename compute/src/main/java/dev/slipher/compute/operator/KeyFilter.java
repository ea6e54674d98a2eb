package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Vector;

/**
 * What a finished build side lets a scan on the probe side leave out: rows whose integral key is null or surely not among
 * the build rows' keys. Asked only after the build side is complete.
 */
public interface KeyFilter {
    /** Returns the smallest key; greater than {@link #max} if there are no keys at all. */
    long min();

    long max();

    /**
     * Keeps the positions whose key may be among the build rows'.
     *
     * @return how many are left at the start of {@code positions}
     */
    int filter(Vector keys, int[] positions, int count);
}
