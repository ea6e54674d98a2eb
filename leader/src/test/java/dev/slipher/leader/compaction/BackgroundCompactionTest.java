package dev.slipher.leader.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BackgroundCompactionTest {
    private static final int BROKEN = 1;
    private static final int SOUND = 2;
    private static final int LARGE = 3;

    private final LinkedBlockingQueue<Integer> improved = new LinkedBlockingQueue<>();

    @Test
    void aTableThatFailsWithAnErrorIsLeftUntilItChangesAndTheOthersAreImproved() throws InterruptedException {
        try (var compaction = new BackgroundCompaction((table, _) -> {
            improved.add(table);
            if (table == BROKEN) {
                throw new OutOfMemoryError("injected");
            }
            return false;
        })) {
            compaction.start();
            compaction.tableChanged(BROKEN);
            compaction.tableChanged(SOUND);
            assertThat(next()).isEqualTo(BROKEN);
            assertThat(next()).isEqualTo(SOUND);
            compaction.tableChanged(SOUND);
            assertThat(next()).isEqualTo(SOUND);
            compaction.tableChanged(BROKEN);
            assertThat(next()).isEqualTo(BROKEN);
        }
    }

    @Test
    void anInterruptThatComesLateDoesNotEndIt() throws InterruptedException {
        var interrupts = new AtomicBoolean(true);
        try (var compaction = new BackgroundCompaction((table, _) -> {
            if (interrupts.getAndSet(false)) {
                Thread.currentThread().interrupt();
            }
            improved.add(table);
            return false;
        })) {
            compaction.start();
            compaction.tableChanged(BROKEN);
            assertThat(next()).isEqualTo(BROKEN);
            compaction.tableChanged(SOUND);
            assertThat(next()).isEqualTo(SOUND);
        }
    }

    @Test
    void tablesTakeTurnsHoweverMuchThereIsToDo() throws InterruptedException {
        var steps = new ConcurrentHashMap<>(Map.of(LARGE, 3, BROKEN, 1, SOUND, 2));
        try (var compaction = new BackgroundCompaction((table, _) -> {
            improved.add(table);
            return steps.merge(table, -1, Integer::sum) > 0;
        })) {
            compaction.tableChanged(LARGE);
            compaction.tableChanged(BROKEN);
            compaction.tableChanged(SOUND);
            compaction.start();
            for (int table : List.of(LARGE, BROKEN, SOUND, LARGE, SOUND, LARGE)) {
                assertThat(next()).isEqualTo(table);
            }
        }
    }

    private @Nullable Integer next() throws InterruptedException {
        return improved.poll(20, TimeUnit.SECONDS);
    }
}
