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
        return acquireInBackground(table, transaction, LockMode.WRITE);
    }

    private CompletableFuture<Void> acquireInBackground(int table, long transaction, LockMode mode) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                locks.acquire(table, transaction, (int) transaction, mode, 0);
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
    void appendsGoOnBesideOneWriterAndNotBesideWhoLocksTheTableForItself() {
        locks.acquire(1, 10, 100, LockMode.APPEND, 0);
        locks.acquire(1, 11, 101, LockMode.WRITE, 0);
        locks.acquire(1, 12, 102, LockMode.APPEND, 0);
        locks.acquire(1, 11, 101, LockMode.APPEND, 0);
        var alone = acquireInBackground(1, 13, LockMode.EXCLUSIVE);
        awaitWaiting(1);
        // Who has the table already goes on, who comes now waits its turn.
        locks.acquire(1, 10, 100, LockMode.APPEND, 0);
        var late = acquireInBackground(1, 14, LockMode.APPEND);
        awaitWaiting(2);

        locks.releaseAll(10);
        locks.releaseAll(11);
        assertThat(alone).isNotDone();
        locks.releaseAll(12);
        alone.join();
        assertThat(late).isNotDone();
        locks.releaseAll(13);
        late.join();
        locks.releaseAll(14);
        assertThat(locks.list()).isEmpty();
    }

    @Test
    void twoWhoHaveAppendedAndWantTheTableAloneAreACircle() {
        locks.acquire(1, 10, 100, LockMode.APPEND, 0);
        locks.acquire(1, 11, 101, LockMode.APPEND, 0);
        var first = acquireInBackground(1, 10, LockMode.EXCLUSIVE);
        awaitWaiting(1);
        assertThatThrownBy(() -> locks.acquire(1, 11, 101, LockMode.EXCLUSIVE, 0))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.DEADLOCK_DETECTED));
        locks.releaseAll(11);
        first.join();
        locks.releaseAll(10);
    }

    @Test
    void whoGivesUpWaitingLetsThoseBehindGoOn() throws Exception {
        locks.acquire(1, 10, 100, LockMode.APPEND, 0);
        var interrupted = new CompletableFuture<SlipherException>();
        var waiter = Thread.ofVirtual().start(() -> {
            try {
                locks.acquire(1, 11, 101, LockMode.EXCLUSIVE, 0);
            } catch (SlipherException e) {
                interrupted.complete(e);
            }
        });
        awaitWaiting(1);
        var behind = acquireInBackground(1, 12, LockMode.APPEND);
        awaitWaiting(2);
        waiter.interrupt();
        assertThat(interrupted.get().sqlState()).isEqualTo(SqlState.QUERY_CANCELED);
        behind.join();
    }

    @Test
    void aLockIsGivenInTheOrderOfAsking() {
        locks.acquire(1, 10, 100, LockMode.WRITE, 0);
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
        locks.acquire(1, 10, 100, LockMode.WRITE, 0);
        locks.acquire(1, 10, 100, LockMode.WRITE, 0);
        locks.releaseAll(10);

        assertThat(locks.list()).isEmpty();
    }

    @Test
    void theRequestThatClosesACircleFails() {
        locks.acquire(1, 10, 100, LockMode.WRITE, 0);
        locks.acquire(2, 11, 101, LockMode.WRITE, 0);
        locks.acquire(3, 12, 102, LockMode.WRITE, 0);
        var first = acquireInBackground(2, 10);
        var second = acquireInBackground(3, 11);
        awaitWaiting(2);

        assertThatThrownBy(() -> locks.acquire(1, 12, 102, LockMode.WRITE, 0))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.DEADLOCK_DETECTED));

        locks.releaseAll(12);
        second.join();
        locks.releaseAll(11);
        first.join();
    }

    @Test
    void aWaiterThatIsInterruptedLeavesTheQueue() throws Exception {
        locks.acquire(1, 10, 100, LockMode.WRITE, 0);
        var outcome = new CompletableFuture<SlipherException>();
        var waiter = Thread.ofVirtual().start(() -> {
            try {
                locks.acquire(1, 11, 101, LockMode.WRITE, 0);
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
