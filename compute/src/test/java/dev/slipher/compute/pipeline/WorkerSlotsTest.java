package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerSlotsTest {
    private static final int SHORT_QUERIES = 20;

    private final WorkerSlots slots = new WorkerSlots(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void aQueryThatHasUsedMuchTimeHasItsTurnThoughShortOnesWait() throws InterruptedException {
        var first = slots.newTurn(new AtomicLong());
        first.begin();
        startAndQueue("long", TimeUnit.HOURS.toNanos(1));
        for (var i = 0; i < SHORT_QUERIES; i++) {
            startAndQueue("short", 0);
        }
        first.end();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(order).hasSize(SHORT_QUERIES + 1).startsWith("short");
        assertThat(order.indexOf("long")).isLessThan(SHORT_QUERIES / 2);
    }

    private void startAndQueue(String name, long usedNanos) {
        var thread = Thread.ofPlatform().start(() -> {
            var turn = slots.newTurn(new AtomicLong(usedNanos));
            turn.begin();
            order.add(name);
            turn.end();
        });
        threads.add(thread);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
