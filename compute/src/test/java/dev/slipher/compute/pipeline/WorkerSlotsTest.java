package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerSlotsTest {
    private static final int MOST_TURNS = 100_000;

    @Test
    void aQueryThatHasUsedMuchTimeHasItsTurnThoughShortOnesAlwaysWait() throws Exception {
        var slots = new WorkerSlots(1);
        var ran = new AtomicBoolean();
        var turns = new AtomicInteger();
        try (var threads = Executors.newCachedThreadPool()) {
            for (var i = 0; i < 3; i++) {
                threads.execute(() -> {
                    while (!ran.get() && turns.getAndIncrement() < MOST_TURNS) {
                        var turn = slots.newTurn(new AtomicLong());
                        turn.begin();
                        turn.end();
                    }
                });
            }
            var used = TimeUnit.HOURS.toNanos(1);
            var whole = threads.submit(() -> {
                // More than once: the first time the slot may have been free.
                for (var i = 0; i < 100; i++) {
                    var turn = slots.newTurn(new AtomicLong(used));
                    turn.begin();
                    turn.yieldIfDue();
                    turn.end();
                }
                ran.set(true);
            });
            whole.get(1, TimeUnit.MINUTES);
        }
        assertThat(turns.get()).isLessThan(MOST_TURNS);
    }
}
