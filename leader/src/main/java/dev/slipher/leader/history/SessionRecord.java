package dev.slipher.leader.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One client session as others see it.
 *
 * <p>The session's thread writes the changing fields, any thread reads them.
 */
public final class SessionRecord {
    private final int processId;
    private final int userOid;
    private final String userName;
    private final int databaseOid;
    private final String databaseName;
    private final String clientAddress;
    private final Instant startedAt;
    private volatile String applicationName = "";
    private volatile @Nullable QueryRecord current;
    private volatile char transactionStatus = 'I';
    private volatile @Nullable Instant transactionStartedAt;
    private volatile Load lastCopy = new Load(-1, 0);

    /** A COPY into a table, by its query id, and the rows that it loaded; 0 while it runs and if it failed. */
    public record Load(long queryId, long rowCount) {}

    public SessionRecord(
            int processId,
            int userOid,
            String userName,
            int databaseOid,
            String databaseName,
            String clientAddress,
            Instant startedAt) {
        this.processId = processId;
        this.userOid = userOid;
        this.userName = userName;
        this.databaseOid = databaseOid;
        this.databaseName = databaseName;
        this.clientAddress = clientAddress;
        this.startedAt = startedAt;
    }

    public int processId() {
        return processId;
    }

    public int userOid() {
        return userOid;
    }

    public String userName() {
        return userName;
    }

    public int databaseOid() {
        return databaseOid;
    }

    public String databaseName() {
        return databaseName;
    }

    public String clientAddress() {
        return clientAddress;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public String applicationName() {
        return applicationName;
    }

    public void setApplicationName(String name) {
        applicationName = name;
    }

    /** Returns the statement that runs or, when none does, the last one; null before the first. */
    public @Nullable QueryRecord current() {
        return current;
    }

    public void setCurrent(QueryRecord query) {
        current = query;
    }

    /** Returns {@code I}, {@code T} or {@code E} as the protocol has it. */
    public char transactionStatus() {
        return transactionStatus;
    }

    /** Returns when the open transaction began, null outside of one. */
    public @Nullable Instant transactionStartedAt() {
        return transactionStartedAt;
    }

    public void setTransaction(char status, @Nullable Instant since) {
        transactionStatus = status;
        transactionStartedAt = since;
    }

    /** Returns the last COPY that began to load; its query id is -1 before the first. */
    public Load lastCopy() {
        return lastCopy;
    }

    public void setLastCopy(Load copy) {
        lastCopy = copy;
    }
}
