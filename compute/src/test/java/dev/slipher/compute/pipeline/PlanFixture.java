package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.fragment.PlanNode.JoinDistribution;
import dev.slipher.compute.fragment.PlanNode.LeaderRelation;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs plans over random rows in an engine of two workers, which must leave nothing behind. */
abstract class PlanFixture {
    static final long AMPLE = 256L << 20;
    static final List<SqlType> TYPES = List.of(
            Simple.INTEGER,
            Simple.BIGINT,
            new SqlType.Varchar(200),
            Simple.DOUBLE,
            new SqlType.Decimal(38, 2),
            Simple.BOOLEAN);

    @TempDir
    Path directory;

    private ChunkCache cache;
    private QueryEngine engine;
    long seed;
    Random random;

    @BeforeEach
    void start() {
        cache = new ChunkCache(1 << 20);
        engine = new QueryEngine(new EngineOptions(2, 2 * AMPLE, directory.resolve("spill")), cache);
        seed = Long.getLong("slipher.seed", System.nanoTime());
        random = new Random(seed);
    }

    @AfterEach
    void stop() {
        assertThat(engine.pool().reservedBytes()).isZero();
        assertThat(directory.resolve("spill")).isEmptyDirectory();
        engine.close();
        cache.close();
    }

    private final Map<Integer, Supplier<Iterator<Batch>>> relations = new HashMap<>();

    PlanNode relation(TestRows rows) {
        var id = relations.size();
        var shuffle = random.nextLong();
        relations.put(id, () -> rows.batches(new Random(shuffle)).iterator());
        return new LeaderRelation(id, "rows" + id, rows.types(), Estimate.UNKNOWN);
    }

    QueryStatistics statistics;

    List<List<Datum>> run(PlanNode plan, long grant) {
        var rows = new ArrayList<List<Datum>>();
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        statistics = engine.execute(
                new QueryHandle(),
                plan,
                new BoundInputs(Map.of(), relations),
                new QueryOptions(grant, context, true),
                batch -> rows.addAll(TestRows.read(batch, plan.types())));
        assertThat(statistics.nodes()).allMatch(node -> node.busyNanos() >= 0);
        return rows;
    }

    void assertSame(List<List<Datum>> actual, List<List<Datum>> expected) {
        var remaining = new HashMap<List<Datum>, Integer>();
        expected.forEach(row -> remaining.merge(row, 1, Integer::sum));
        actual.forEach(row -> remaining.merge(row, -1, Integer::sum));
        remaining.values().removeIf(count -> count == 0);
        assertThat(remaining.entrySet().stream().limit(5))
                .as("rows expected too often (positive) or found too often, seed %d", seed)
                .isEmpty();
    }

    static AggregateCall call(String function, List<Integer> arguments, boolean distinct, SqlType type) {
        return new AggregateCall(function, arguments, distinct, Optional.empty(), List.of(), type);
    }

    static Join join(JoinKind kind, PlanNode probe, PlanNode build, int key) {
        return new Join(
                kind,
                probe,
                build,
                List.of(key),
                List.of(key),
                List.of(false),
                Optional.empty(),
                JoinDistribution.DS_DIST_NONE,
                Estimate.UNKNOWN);
    }
}
