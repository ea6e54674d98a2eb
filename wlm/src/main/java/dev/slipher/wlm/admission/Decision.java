package dev.slipher.wlm.admission;

import dev.slipher.wlm.queue.QueueSettings;

/** What {@link Admission} says about one query. */
public sealed interface Decision {
    /** Returns the query that the decision is about. */
    long queryId();

    /** The query runs now, within {@code memoryBytes}. */
    record Admitted(long queryId, QueueSettings queue, int slots, long memoryBytes) implements Decision {}

    /** The query waits; a later decision admits it. */
    record Queued(long queryId, QueueSettings queue, int slots) implements Decision {}

    /** The query never runs, for {@code reason}. */
    record Rejected(long queryId, String reason) implements Decision {}
}
