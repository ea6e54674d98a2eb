package dev.slipher.compute.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.type.SessionTime;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    @TempDir
    Path directory;

    private final List<Runnable> waits = new ArrayList<>();

    @Test
    void whoWaitsForALockGivesUpTheRightToRun() throws InterruptedException {
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        try (var account = new MemoryPool(1 << 20).openAccount(1 << 20);
                var query = new QueryContext(1, account, context, new SpillSpace(directory), () -> {})) {
            var worker = new Worker(0, 1, query, new RecordedTurn(), new AtomicBoolean());
            var free = new ReentrantLock();
            worker.lock(free);
            assertThat(free.isHeldByCurrentThread()).isTrue();
            assertThat(waits).isEmpty();

            var taken = new ReentrantLock();
            Thread.ofPlatform().start(taken::lock).join();
            worker.lock(taken);
            assertThat(waits).hasSize(1);
        }
    }

    private final class RecordedTurn implements Worker.Turn {
        @Override
        public void yieldIfDue() {}

        @Override
        public void block(Runnable waiting) {
            waits.add(waiting);
        }
    }
}
