package dev.slipher.leader.transaction;

import java.time.Instant;

/**
 * A table's lock, held or waited for.
 *
 * @param transactionId of the transaction that has it or wants it
 * @param sessionId of its session, as stv_locks shows it
 * @param since when it got the lock, or began to wait
 */
public record LockHold(
        int tableOid, long transactionId, int sessionId, LockMode mode, boolean granted, Instant since) {}
