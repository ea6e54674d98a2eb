package dev.slipher.wlm.admission;

/**
 * A query that asks to run.
 *
 * @param queryId unique among the queries that have not finished
 * @param superuser whether its user is one, who alone may use the superuser queue
 * @param queryGroup the session's {@code query_group}, which chooses the queue
 * @param slots how many slots it wants, {@code wlm_query_slot_count}
 * @param leaderOnly whether it reads no rows that users stored and changes none, so that it takes no slot from those
 *     that do
 */
public record Submission(long queryId, boolean superuser, String queryGroup, int slots, boolean leaderOnly) {
    /** Returns the same query wanting one slot. */
    Submission narrowed() {
        return new Submission(queryId, superuser, queryGroup, 1, leaderOnly);
    }
}
