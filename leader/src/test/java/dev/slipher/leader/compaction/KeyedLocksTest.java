package dev.slipher.leader.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class KeyedLocksTest {
    private final KeyedLocks<String> locks = new KeyedLocks<>();

    private static Cancellation begun() {
        var cancellation = new Cancellation();
        cancellation.begin();
        return cancellation;
    }

    @Test
    void oneAtATimeHasAKeyAndNoneIsKeptAfterwards() {
        var holders = new AtomicInteger();
        var most = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> {
                    try (var _ = locks.lock("a", begun())) {
                        most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(1_000);
                        holders.decrementAndGet();
                    }
                });
            }
        }
        assertThat(most).hasValue(1);
        assertThat(locks.isEmpty()).isTrue();
    }

    @Test
    void waitingEndsWithItsCancellation() {
        var cancellation = begun();
        CompletableFuture<Void> waiting;
        try (var _ = locks.lock("a", begun());
                var _ = locks.lock("b", begun())) {
            waiting = CompletableFuture.runAsync(
                    () -> locks.lock("a", cancellation).close());
            cancellation.cancel(Cancellation.byUser());
            assertThatThrownBy(waiting::join).hasCauseInstanceOf(SlipherException.class);
            assertThat(locks.isEmpty()).isFalse();
        }
        assertThat(locks.isEmpty()).isTrue();
    }

    @Test
    void anInterruptThatIsNoCancellationStays() {
        Thread.currentThread().interrupt();
        try (var _ = locks.lock("a", new Cancellation())) {
            throw new AssertionError("locked in spite of the interrupt");
        } catch (SlipherException e) {
            assertThat(e.sqlState()).isEqualTo(SqlState.QUERY_CANCELED);
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(locks.isEmpty()).isTrue();
    }
}
