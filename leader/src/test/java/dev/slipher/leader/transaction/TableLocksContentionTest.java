package dev.slipher.leader.transaction;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Clock;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class TableLocksContentionTest {
    private static final int TABLE = 1;
    private static final int THREADS = 4;
    private static final int ROUNDS = 3_000;

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anOwnerWhoseThreadHasNotWokenYetIsNoCircle() throws InterruptedException {
        var locks = new TableLocks(Clock.systemUTC());
        var running = new ArrayList<Future<?>>();
        var threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("lock-", 0).factory());
        for (var thread = 0; thread < THREADS; thread++) {
            var transaction = thread;
            running.add(threads.submit(() -> {
                for (var round = 0; round < ROUNDS; round++) {
                    locks.acquire(TABLE, transaction, transaction, LockMode.WRITE, 0);
                    locks.releaseAll(transaction);
                }
            }));
        }
        for (var one : running) {
            assertThatCode(one::get).doesNotThrowAnyException();
        }
        threads.shutdown();
    }
}
