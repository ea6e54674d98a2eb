package dev.slipher.leader.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TableLocksTest {
    private final TableLocks locks = new TableLocks(Clock.systemUTC());

    private CompletableFuture<Void> acquireInBackground(int table, long transaction) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                locks.acquire(table, transaction, (int) transaction, false);
                done.complete(null);
            } catch (SlipherException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void awaitWaiting(int count) {
        while (locks.list().stream().filter(lock -> !lock.granted()).count() != count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTableIsClosedToOthersWhileOneHoldsItAgainstAppends() {
        locks.acquire(1, 10, 100, false);
        assertThat(locks.isClosed(1, 11)).isFalse();
        locks.acquire(1, 10, 100, true);
        assertThat(locks.isClosed(1, 11)).isTrue();
        assertThat(locks.isClosed(1, 10)).isFalse();
        assertThat(locks.isClosed(2, 11)).isFalse();

        var next = acquireInBackground(1, 11);
        awaitWaiting(1);
        locks.releaseAll(10);
        next.join();
        assertThat(locks.isClosed(1, 12)).isFalse();
        locks.releaseAll(11);
    }

    @Test
    void aLockIsGivenInTheOrderOfAsking() {
        locks.acquire(1, 10, 100, false);
        var second = acquireInBackground(1, 11);
        awaitWaiting(1);
        var third = acquireInBackground(1, 12);
        awaitWaiting(2);
        assertThat(locks.list()).extracting(LockHold::transactionId).containsExactly(10L, 11L, 12L);
        assertThat(locks.list()).extracting(LockHold::granted).containsExactly(true, false, false);

        locks.releaseAll(10);
        second.join();
        assertThat(third).isNotDone();
        locks.releaseAll(11);
        third.join();
        locks.releaseAll(12);
        assertThat(locks.list()).isEmpty();
    }

    @Test
    void aTransactionMayAskForWhatItHas() {
        locks.acquire(1, 10, 100, false);
        locks.acquire(1, 10, 100, false);
        locks.releaseAll(10);

        assertThat(locks.list()).isEmpty();
    }

    @Test
    void theRequestThatClosesACircleFails() {
        locks.acquire(1, 10, 100, false);
        locks.acquire(2, 11, 101, false);
        locks.acquire(3, 12, 102, false);
        var first = acquireInBackground(2, 10);
        var second = acquireInBackground(3, 11);
        awaitWaiting(2);

        assertThatThrownBy(() -> locks.acquire(1, 12, 102, false))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.DEADLOCK_DETECTED));

        locks.releaseAll(12);
        second.join();
        locks.releaseAll(11);
        first.join();
    }

    @Test
    void aWaiterThatIsInterruptedLeavesTheQueue() throws Exception {
        locks.acquire(1, 10, 100, false);
        var outcome = new CompletableFuture<SlipherException>();
        var waiter = Thread.ofVirtual().start(() -> {
            try {
                locks.acquire(1, 11, 101, false);
            } catch (SlipherException e) {
                outcome.complete(e);
            }
        });
        awaitWaiting(1);
        waiter.interrupt();

        assertThat(outcome.get().sqlState()).isEqualTo(SqlState.QUERY_CANCELED);
        assertThat(locks.list()).hasSize(1);
    }
}
