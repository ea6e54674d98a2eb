package dev.slipher.compute.source;

import dev.slipher.storage.catalog.ObjectId;

/**
 * What the workers of a {@code Write} ask of the leader, and tell it. What goes either way is data, and many threads may
 * call.
 */
public interface WritePort {
    /** Returns a new random id for a segment, which is kept from garbage collection from now on. */
    ObjectId newSegment();

    /** Draws {@code count} values of an IDENTITY column, and returns how many were drawn before. */
    long drawIdentities(int columnId, long count);

    /** Takes what was written, once all of it is durable; it is part of the table when the leader commits it. */
    void written(WriteReport report);
}
