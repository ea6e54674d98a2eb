package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.Append;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.fragment.PlanNode.JoinDistribution;
import dev.slipher.compute.fragment.PlanNode.LeaderRelation;
import dev.slipher.compute.fragment.PlanNode.Project;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.fragment.PlanNode.SetOperation;
import dev.slipher.compute.fragment.PlanNode.SetOperator;
import dev.slipher.compute.fragment.PlanNode.Sort;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random plans below a join, once over scans, to which the joins' key filters go, and once over relations, which have no
 * filters: the rows must be the same.
 */
class KeyFilterTest {
    private static final List<SqlType> TYPES = List.of(Simple.INTEGER, Simple.BIGINT, new SqlType.Varchar(200));
    private static final SqlType SUM = new SqlType.Decimal(38, 0);
    private static final int MAX_ROWS = 300_000;
    private static final int ROUNDS = Integer.getInteger("slipher.rounds", 100);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("slipher.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Integer, BoundScan> scans = new HashMap<>();
    private final Map<Integer, Supplier<Iterator<Batch>>> relations = new HashMap<>();
    private boolean overScans;

    @Test
    void plansOverScansGiveTheRowsOfPlansOverRelations() {
        for (var table = 0; table < 5; table++) {
            addTable(table, TestRows.random(random, TYPES, table == 4 ? 12 : 2_500, table == 0 ? 30_000 : 300));
        }
        var leftOut = 0L;
        var compared = 0;
        try (var cache = new ChunkCache(64 << 20);
                var engine = new QueryEngine(new EngineOptions(2, 512 << 20, directory.resolve("spill")), cache)) {
            for (var round = 0; round < ROUNDS; round++) {
                var planSeed = random.nextLong();
                try {
                    var whole = run(engine, plan(planSeed, false), 256 << 20);
                    var filtered = run(engine, plan(planSeed, true), random.nextBoolean() ? 256 << 20 : 1 << 20);
                    assertThat(count(filtered.rows()))
                            .as("round %d, seed %d", round, seed)
                            .isEqualTo(count(whole.rows()));
                    leftOut += whole.scanned() - filtered.scanned();
                    compared++;
                } catch (TooManyRowsException e) {
                    // Joins over frequent keys can give tens of millions, for which the heap of a test is too small.
                }
            }
        }
        assertThat(compared).as("plans of few rows, seed %d", seed).isGreaterThan(ROUNDS / 2);
        assertThat(leftOut).as("rows that filters left out").isPositive();
    }

    @Test
    void buildSidesThatSpillFilterScansToo() {
        var keys = new ArrayList<List<Datum>>();
        for (var row = 0; row < 200_000; row++) {
            keys.add(row(1_000_003L * row));
        }
        addTable(0, new TestRows(TYPES, keys));
        // One row in ten on the build side, many times what its memory holds.
        addTable(
                1,
                new TestRows(
                        TYPES,
                        IntStream.range(0, 20_000)
                                .mapToObj(i -> keys.get(10 * i))
                                .toList()));
        overScans = true;
        var join = new Join(
                JoinKind.INNER,
                leaf(random, 0),
                leaf(random, 1),
                List.of(1),
                List.of(1),
                List.of(false),
                Optional.empty(),
                JoinDistribution.DS_DIST_NONE,
                Estimate.UNKNOWN);
        try (var cache = new ChunkCache(64 << 20);
                var engine = new QueryEngine(new EngineOptions(2, 512 << 20, directory.resolve("spill")), cache)) {
            var outcome = run(engine, join, 1 << 20);
            assertThat(outcome.spilled()).as("bytes of the build side on disk").isPositive();
            assertThat(outcome.rows()).hasSize(20_000);
            assertThat(outcome.scanned()).as("rows of both scans").isBetween(40_000L, 80_000L);
        }
    }

    private static List<Datum> row(long key) {
        return List.of(
                new Datum.Integral((int) key),
                new Datum.Integral(key),
                new Datum.Bytes(("text of " + key).getBytes(StandardCharsets.UTF_8)));
    }

    private void addTable(int id, TestRows rows) {
        var half = rows.rows().size() / 2;
        scans.put(
                id,
                new BoundScan(
                        StoredRows.columns(rows),
                        List.of(
                                StoredRows.segment(
                                        new ObjectId(1, id),
                                        new TestRows(TYPES, rows.rows().subList(0, half)),
                                        (first, count, mask) -> true,
                                        random),
                                StoredRows.inline(
                                        new TestRows(
                                                TYPES,
                                                rows.rows()
                                                        .subList(
                                                                half,
                                                                rows.rows().size())),
                                        (first, count, mask) -> true))));
        relations.put(id, () -> rows.batches(new Random(id)).iterator());
    }

    private static final class TooManyRowsException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private record Outcome(List<List<Datum>> rows, long scanned, long spilled) {}

    private Outcome run(QueryEngine engine, PlanNode plan, long memory) {
        var rows = new ArrayList<List<Datum>>();
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        var statistics = engine.execute(
                new QueryHandle(),
                plan,
                new BoundInputs(scans, relations),
                new QueryOptions(memory, context, false),
                batch -> {
                    if (rows.size() + batch.selectedCount() > MAX_ROWS) {
                        throw new TooManyRowsException();
                    }
                    rows.addAll(TestRows.read(batch, plan.types()));
                });
        var scanned = statistics.nodes().stream()
                .filter(node -> node.node() instanceof Scan || node.node() instanceof LeaderRelation)
                .mapToLong(QueryStatistics.NodeStatistics::rows)
                .sum();
        return new Outcome(rows, scanned, statistics.spilledBytes());
    }

    private static Map<List<Datum>, Integer> count(List<List<Datum>> rows) {
        var counts = new HashMap<List<Datum>, Integer>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }

    private PlanNode plan(long planSeed, boolean scanning) {
        overScans = scanning;
        var choice = new Random(planSeed);
        var kinds = List.of(
                JoinKind.INNER, JoinKind.RIGHT, JoinKind.SEMI, JoinKind.RIGHT_SEMI, JoinKind.RIGHT_ANTI, JoinKind.LEFT);
        return join(choice, kinds.get(choice.nextInt(kinds.size())), tree(choice, 3), leaf(choice, 4));
    }

    private PlanNode leaf(Random choice, int table) {
        var id = table < 0 ? choice.nextInt(4) : table;
        // The order in which build sides are made follows the estimates.
        var estimate = new Estimate(choice.nextInt(1_000), 32);
        if (!overScans) {
            return new LeaderRelation(id, "t" + id, TYPES, estimate);
        }
        return new Scan(id, "t" + id, List.of(1, 2, 3), TYPES, Optional.empty(), estimate);
    }

    private PlanNode tree(Random choice, int depth) {
        if (depth == 0) {
            return leaf(choice, -1);
        }
        return switch (choice.nextInt(8)) {
            case 0, 1 -> {
                var kinds = JoinKind.values();
                yield join(
                        choice,
                        kinds[choice.nextInt(kinds.length)],
                        tree(choice, depth - 1),
                        // Of few rows, so that results stay small.
                        choice.nextInt(3) == 0 ? tree(choice, 1) : leaf(choice, 4));
            }
            case 2, 3 -> aggregate(choice, tree(choice, depth - 1));
            case 4 -> new Append(List.of(leaf(choice, -1), leaf(choice, 4)), Estimate.UNKNOWN);
            case 5 -> window(tree(choice, depth - 1));
            case 6 ->
                choice.nextBoolean()
                        ? new Sort(
                                tree(choice, depth - 1),
                                List.of(new SortColumn(0, true, false)),
                                Optional.empty(),
                                0,
                                Estimate.UNKNOWN)
                        : new SetOperation(
                                choice.nextBoolean() ? SetOperator.EXCEPT : SetOperator.INTERSECT,
                                choice.nextBoolean(),
                                leaf(choice, -1),
                                leaf(choice, -1),
                                Estimate.UNKNOWN);
            default -> reversed(tree(choice, depth - 1));
        };
    }

    private static List<Integer> columns(PlanNode node, SqlType type) {
        return IntStream.range(0, node.types().size())
                .filter(c -> node.types().get(c).equals(type))
                .boxed()
                .toList();
    }

    private static PlanNode join(Random choice, JoinKind kind, PlanNode probe, PlanNode build) {
        var probeKeys = new ArrayList<Integer>();
        var buildKeys = new ArrayList<Integer>();
        var nullsMatch = new ArrayList<Boolean>();
        for (var type : choice.nextBoolean() ? TYPES.subList(0, 1) : TYPES.subList(0, 2)) {
            var left = columns(probe, type);
            var right = columns(build, type);
            if (!left.isEmpty() && !right.isEmpty()) {
                probeKeys.add(left.get(choice.nextInt(left.size())));
                buildKeys.add(right.get(choice.nextInt(right.size())));
                nullsMatch.add(choice.nextInt(5) == 0);
            }
        }
        if (probeKeys.isEmpty()) {
            return build;
        }
        return new Join(
                kind,
                probe,
                build,
                probeKeys,
                buildKeys,
                nullsMatch,
                Optional.empty(),
                JoinDistribution.DS_DIST_NONE,
                Estimate.UNKNOWN);
    }

    private static PlanNode aggregate(Random choice, PlanNode input) {
        var groupBy = new ArrayList<Integer>();
        for (var type : TYPES.subList(0, 1 + choice.nextInt(2))) {
            columns(input, type).stream().limit(1).forEach(groupBy::add);
        }
        var all = IntStream.range(0, groupBy.size()).boxed().toList();
        var sets = choice.nextInt(3) == 0 ? List.of(all, List.<Integer>of()) : List.of(all);
        var calls = new ArrayList<AggregateCall>();
        calls.add(new AggregateCall("count", List.of(), false, Optional.empty(), List.of(), Simple.BIGINT));
        columns(input, Simple.INTEGER)
                .forEach(c -> calls.add(new AggregateCall("sum", List.of(c), false, Optional.empty(), List.of(), SUM)));
        return new Aggregate(input, groupBy, sets, calls, Estimate.UNKNOWN);
    }

    private static PlanNode window(PlanNode input) {
        var everything = new Frame(
                Frame.Unit.ROWS, Frame.Bound.Fixed.UNBOUNDED_PRECEDING, Frame.Bound.Fixed.UNBOUNDED_FOLLOWING);
        var call = new AggregateCall("count", List.of(), false, Optional.empty(), List.of(), Simple.BIGINT);
        return new Window(
                input, List.of(0), List.of(), List.of(new WindowCall(call, everything, false)), Estimate.UNKNOWN);
    }

    private static PlanNode reversed(PlanNode input) {
        var expressions = new ArrayList<Expression>();
        for (var c = input.types().size() - 1; c >= 0; c--) {
            expressions.add(new ColumnReference(c, input.types().get(c)));
        }
        return new Project(input, expressions);
    }
}
