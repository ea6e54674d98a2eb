package dev.slipher.leader.history;

import dev.slipher.wlm.queue.WorkloadSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One statement, from its start on; the fields about its course are filled in as it proceeds.
 *
 * <p>The statement's thread writes, any thread reads.
 */
public final class QueryRecord {
    /** How far a statement has come. */
    public enum State {
        PLANNING,
        QUEUED,
        RUNNING,
        RETURNING,
        SUCCEEDED,
        FAILED,
        CANCELED
    }

    private final long id;
    private final SessionRecord session;
    private final long transactionId;
    private final String label;
    private final String text;
    private final Instant startedAt;
    private volatile String type = "OTHER";
    private volatile State state = State.PLANNING;
    private volatile @Nullable Instant queuedAt;
    private volatile @Nullable Instant executedAt;
    private volatile @Nullable Instant executionEndedAt;
    private volatile @Nullable Instant endedAt;
    private volatile int serviceClass;
    private volatile String serviceClassName = "";
    private volatile int slots;
    private volatile long grantedBytes;
    private volatile long returnedRows;
    private volatile long returnedBytes;
    private volatile @Nullable String errorMessage;
    private volatile @Nullable PlanTrace trace;

    public QueryRecord(
            long id, SessionRecord session, long transactionId, String label, String text, Instant startedAt) {
        this.id = id;
        this.session = session;
        this.transactionId = transactionId;
        this.label = label;
        this.text = text;
        this.startedAt = startedAt;
    }

    public long id() {
        return id;
    }

    public SessionRecord session() {
        return session;
    }

    public long transactionId() {
        return transactionId;
    }

    public String label() {
        return label;
    }

    public String text() {
        return text;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** Returns the kind of statement in capitals, such as {@code SELECT}, {@code DDL} or {@code UTILITY}. */
    public String type() {
        return type;
    }

    public void setType(String newType) {
        type = newType;
    }

    public State state() {
        return state;
    }

    /** Notes that the statement asked for a slot of the queue with that service class. */
    public void queued(Instant at, int newServiceClass, String name, int slotCount) {
        queuedAt = at;
        serviceClass = newServiceClass;
        serviceClassName = name;
        slots = slotCount;
        state = State.QUEUED;
    }

    /** Notes that the statement runs with that much memory. */
    public void running(Instant at, long bytes) {
        executedAt = at;
        grantedBytes = bytes;
        state = State.RUNNING;
    }

    /** Notes that slot and memory are free again until the client has sent more rows. */
    public void waiting() {
        state = State.PLANNING;
    }

    /** Notes that all rows are computed, slot and memory are free again, and the client may take its time. */
    public void returning(Instant at) {
        executionEndedAt = at;
        state = State.RETURNING;
    }

    /** Notes the end. */
    public void ended(Instant at, State finalState, @Nullable String message) {
        if (executionEndedAt == null) {
            executionEndedAt = at;
        }
        endedAt = at;
        errorMessage = message;
        state = finalState;
    }

    /** Notes what the client got. */
    public void returned(long rows, long bytes) {
        returnedRows = rows;
        returnedBytes = bytes;
    }

    public void setTrace(PlanTrace newTrace) {
        trace = newTrace;
    }

    void dropTrace() {
        trace = null;
    }

    public @Nullable Instant queuedAt() {
        return queuedAt;
    }

    public @Nullable Instant executedAt() {
        return executedAt;
    }

    /** Returns when the last row was computed, or the statement ended without. */
    public @Nullable Instant executionEndedAt() {
        return executionEndedAt;
    }

    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** Returns whether it runs beside the queues, since it only reads what the leader knows; views of queues leave it out. */
    public boolean isLeaderOnly() {
        return queuedAt != null && serviceClass <= WorkloadSettings.LAST_SYSTEM_SERVICE_CLASS;
    }

    public int serviceClass() {
        return serviceClass;
    }

    public String serviceClassName() {
        return serviceClassName;
    }

    public int slots() {
        return slots;
    }

    public long grantedBytes() {
        return grantedBytes;
    }

    public long returnedRows() {
        return returnedRows;
    }

    public long returnedBytes() {
        return returnedBytes;
    }

    public @Nullable String errorMessage() {
        return errorMessage;
    }

    public @Nullable PlanTrace trace() {
        return trace;
    }
}
