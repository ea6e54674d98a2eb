package dev.slipher.compute.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    @TempDir
    Path directory;

    private final List<Runnable> waits = new ArrayList<>();

    @Test
    void whoWaitsForALockGivesUpTheRightToRun() throws InterruptedException {
        try (var account = new MemoryPool(1 << 20).openAccount(1 << 20);
                var query = query(account)) {
            var worker = worker(query, _ -> {});
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

    @Test
    void whoWritesAndReadsSpilledRowsGivesUpTheRightToRun() {
        try (var account = new MemoryPool(1 << 20).openAccount(1 << 20);
                var query = query(account);
                var file = new SpillSpace(directory).open(new LongAdder(), new LongAdder())) {
            var worker = worker(query, Runnable::run);
            var values = new LongVector(new long[] {7, 8, 9}, null);
            worker.write(file, new Batch(new Vector[] {values}, 3));
            assertThat(waits).hasSize(1);
            assertThat(worker.read(file, 0).column(0).datum(2)).isEqualTo(new Datum.Integral(9));
            assertThat(waits).hasSize(2);
        }
    }

    private QueryContext query(MemoryAccount account) {
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        return new QueryContext(1, account, context, new SpillSpace(directory), () -> {});
    }

    /** Returns a worker whose waits are noted, and done as told. */
    private Worker worker(QueryContext query, Consumer<Runnable> waiting) {
        var turn = new Worker.Turn() {
            @Override
            public void yieldIfDue() {}

            @Override
            public void block(Runnable blocking) {
                waits.add(blocking);
                waiting.accept(blocking);
            }
        };
        return new Worker(0, 1, query, turn, new AtomicBoolean());
    }
}
