package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.LeaderRelation;
import dev.slipher.compute.fragment.PlanNode.Sort;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.spill.DiskShare;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillLimitTest {
    private static final int FEW = 200;
    private static final int MANY = 2_000;
    private static final long LIMIT_BYTES = 1_000L * 8 * Batch.CAPACITY;
    private static final long GRANT = 1 << 20;

    @TempDir
    Path directory;

    private final Random random = new Random(1);

    @Test
    void aSortThatTakesMoreDiskThanItMayFailsAndTheNextOneWorks() {
        var disk = new DiskShare[1];
        disk[0] = new DiskShare(directory, () -> 2 * LIMIT_BYTES - disk[0].usedBytes());
        var spill = new SpillSpace(directory, disk[0]);
        try (var cache = new ChunkCache(1 << 20);
                var engine = new QueryEngine(new EngineOptions(2, 64 << 20, directory), cache, spill)) {
            assertThatThrownBy(() -> sort(engine, MANY))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.DISK_FULL))
                    .hasMessageContaining("may take %d, half of".formatted(LIMIT_BYTES));
            assertThat(directory).isEmptyDirectory();
            assertThat(disk[0].usedBytes()).isZero();

            var statistics = sort(engine, FEW);
            assertThat(statistics.rows()).isEqualTo((long) FEW * Batch.CAPACITY);
            assertThat(statistics.isDiskBased()).isTrue();
            assertThat(disk[0].usedBytes()).isZero();
        }
    }

    private QueryStatistics sort(QueryEngine engine, int batches) {
        var types = List.<SqlType>of(Simple.BIGINT);
        var plan = new Sort(
                new LeaderRelation(0, "numbers", types, Estimate.UNKNOWN),
                List.of(new SortColumn(0, false, false)),
                Optional.empty(),
                0,
                Estimate.UNKNOWN);
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        return engine.execute(
                new QueryHandle(),
                plan,
                new BoundInputs(
                        Map.of(),
                        Map.of(
                                0,
                                () -> IntStream.range(0, batches)
                                        .mapToObj(_ -> batch())
                                        .iterator())),
                new QueryOptions(GRANT, context, false),
                _ -> {});
    }

    private Batch batch() {
        var values = random.longs(Batch.CAPACITY).toArray();
        return new Batch(new Vector[] {new LongVector(values, null)}, values.length);
    }
}
