package dev.slipher.leader.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class CancellationTest {
    private static final long SOME_NANOS = 200_000_000;

    private final Cancellation cancellation = new Cancellation();

    @Test
    void anActionThatWasClearedDoesNotRunAnyMore() throws InterruptedException {
        var started = new CountDownLatch(1);
        var cleared = new AtomicBoolean();
        var ranTooLate = new AtomicBoolean();
        cancellation.begin();
        cancellation.onCancel(() -> {
            started.countDown();
            LockSupport.parkNanos(SOME_NANOS);
            ranTooLate.set(cleared.get());
        });
        var canceller = Thread.ofPlatform().start(() -> cancellation.cancel(Cancellation.byUser()));
        started.await();

        cancellation.clearAction();
        cleared.set(true);
        canceller.join();

        assertThat(ranTooLate).isFalse();
    }

    @Test
    void aStatementThatWasCancelledStopsTheWorkThatBeginsLater() {
        var stopped = new AtomicInteger();
        cancellation.begin();
        cancellation.cancel(Cancellation.byTimeout());
        cancellation.onCancel(() -> {
            assertThat(cancellation.reason()).hasMessage("canceling statement due to statement timeout");
            stopped.incrementAndGet();
        });
        cancellation.cancel(Cancellation.byUser());
        assertThat(stopped).hasValue(1);
    }
}
