package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.LeaderRelation;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultQueueTest {
    private static final int STRING_BYTES = 64_000;
    private static final int ROWS = 64;
    private static final int BATCHES = 60;
    private static final long BATCH_BYTES = (long) ROWS * STRING_BYTES;

    @TempDir
    private Path directory;

    private final AtomicInteger made = new AtomicInteger();
    private final CompletableFuture<Thread> worker = new CompletableFuture<>();

    @Test
    void wideRowsWaitInSmallMemory() {
        try (var cache = new ChunkCache(1 << 20);
                var engine = new QueryEngine(new EngineOptions(1, 64 << 20, directory), cache)) {
            var rows = new AtomicInteger();
            var statistics = engine.execute(
                    new QueryHandle(),
                    new LeaderRelation(0, "wide", List.of(new SqlType.Varchar(65_535)), Estimate.UNKNOWN),
                    new BoundInputs(
                            Map.of(),
                            Map.of(
                                    0,
                                    () -> IntStream.range(0, BATCHES)
                                            .mapToObj(_ -> wideBatch())
                                            .iterator())),
                    new QueryOptions(64 << 20, context(), false),
                    batch -> {
                        if (rows.getAndAdd(batch.selectedCount()) == 0) {
                            awaitWaiting(worker.join());
                            assertThat(made.get() * BATCH_BYTES)
                                    .isLessThanOrEqualTo(
                                            ResultQueue.WAITING_BYTES + 2 * ResultQueue.PIECE_BYTES + 2 * BATCH_BYTES);
                        }
                        assertThat((long) batch.selectedCount() * STRING_BYTES)
                                .isLessThanOrEqualTo(ResultQueue.PIECE_BYTES);
                    });
            assertThat(statistics.rows()).isEqualTo((long) BATCHES * ROWS);
        }
    }

    private Batch wideBatch() {
        worker.complete(Thread.currentThread());
        made.incrementAndGet();
        var offsets = IntStream.range(0, ROWS + Batch.SLACK + 1)
                .map(i -> Math.min(i, ROWS) * STRING_BYTES)
                .toArray();
        return new Batch(new Vector[] {new BytesVector(new byte[ROWS * STRING_BYTES], offsets, null)}, ROWS);
    }

    private static EvaluationContext context() {
        return new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
