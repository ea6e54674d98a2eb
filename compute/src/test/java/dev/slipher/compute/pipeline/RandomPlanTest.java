package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.fragment.PlanNode.JoinDistribution;
import dev.slipher.compute.fragment.PlanNode.Project;
import dev.slipher.compute.fragment.PlanNode.SetOperation;
import dev.slipher.compute.fragment.PlanNode.SetOperator;
import dev.slipher.compute.fragment.PlanNode.Sort;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomPlanTest extends PlanFixture {

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void joinsAgreeWithTheReference(JoinKind kind) {
        for (var round = 0; round < 12; round++) {
            var probe = TestRows.random(random, TYPES, random.nextInt(900), 1 + random.nextInt(200));
            var build = TestRows.random(random, TYPES, round == 0 ? 0 : random.nextInt(600), 1 + random.nextInt(200));
            var keys = new ArrayList<Integer>();
            for (var k = 0; k < round % 3 + (round == 11 ? 0 : 1); k++) {
                keys.add(random.nextInt(TYPES.size()));
            }
            if (round % 4 == 1) {
                keys.clear();
                keys.add(round % 2);
            }
            var nullsMatch = keys.stream().map(k -> random.nextInt(4) == 0).toList();
            var join = new Join(
                    kind,
                    relation(probe),
                    relation(build),
                    keys,
                    keys,
                    nullsMatch,
                    Optional.empty(),
                    JoinDistribution.DS_DIST_NONE,
                    Estimate.UNKNOWN);
            assertSame(run(join, AMPLE), Reference.join(join, probe, build));
        }
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void theFormOfAJoinGoesByTheRangeOfItsKeyAndItsRowsDoNot(JoinKind kind) {
        var forms = new HashSet<String>();
        for (var step : List.of(1L, 90L, 1L << 40)) {
            for (var type : List.of(Simple.INTEGER, Simple.BIGINT)) {
                var scale = type == Simple.INTEGER ? Math.min(step, 1 << 20) : step;
                var types = List.<SqlType>of(type, new SqlType.Varchar(200));
                var probe = spreadKeys(TestRows.random(random, types, 700, 1_500), scale);
                var build = spreadKeys(TestRows.random(random, types, 2_000, 1_500), scale);
                var join = new Join(
                        kind,
                        relation(probe),
                        relation(build),
                        List.of(0),
                        List.of(0),
                        List.of(false),
                        Optional.empty(),
                        JoinDistribution.DS_DIST_NONE,
                        Estimate.UNKNOWN);
                assertSame(run(join, AMPLE), Reference.join(join, probe, build));
                statistics.nodes().forEach(node -> forms.add(node.form()));
            }
        }
        assertThat(forms).contains("dense join", "ranked join", "hash join");
    }

    /** Sets the first column to multiples of {@code scale}, with repeats and nulls, some of them negative. */
    private TestRows spreadKeys(TestRows rows, long scale) {
        var spread = rows.rows().stream()
                .map(row -> List.of(
                        row.getFirst() instanceof Datum.Null
                                ? Datum.Null.NULL
                                : new Datum.Integral((random.nextInt(1_500) - 500) * scale),
                        row.get(1)))
                .toList();
        return new TestRows(rows.types(), spread);
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void columnsThatNothingReadsDoNotMatter(JoinKind kind) {
        for (var round = 0; round < 6; round++) {
            var rows = TestRows.random(random, TYPES, 200, 60);
            var middle = TestRows.random(random, TYPES, 150, 60);
            var build = TestRows.random(random, TYPES, 150, 60);
            var lower = join(JoinKind.INNER, relation(rows), relation(middle), random.nextInt(3));
            var lowerRows = new TestRows(lower.types(), Reference.join(lower, rows, middle));
            var upper = join(kind, lower, relation(build), random.nextInt(3));
            var columns =
                    random.ints(1 + round % 3, 0, upper.types().size()).boxed().toList();
            var project = new Project(
                    upper,
                    columns.stream()
                            .<Expression>map(
                                    c -> new ColumnReference(c, upper.types().get(c)))
                            .toList());
            var expected = Reference.join(upper, lowerRows, build).stream()
                    .map(row -> columns.stream().map(row::get).toList())
                    .toList();
            assertSame(run(project, AMPLE), expected);
        }
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void spilledJoinsAgreeWithTheReference(JoinKind kind) {
        for (var distinct : List.of(1_500, 2)) {
            var probe = TestRows.random(random, TYPES, distinct == 2 ? 40 : 1_500, distinct);
            var build = TestRows.random(random, TYPES, distinct == 2 ? 3_000 : 6_000, distinct);
            var key = random.nextInt(3);
            var join = new Join(
                    kind,
                    relation(probe),
                    relation(build),
                    List.of(key),
                    List.of(key),
                    List.of(false),
                    Optional.empty(),
                    JoinDistribution.DS_DIST_NONE,
                    Estimate.UNKNOWN);
            assertSame(run(join, 250 << 10), Reference.join(join, probe, build));
            assertThat(statistics.isDiskBased()).isTrue();
            assertThat(statistics.unspilledBytes()).isEqualTo(statistics.spilledBytes());
        }
    }

    @Test
    void timeIsThatOfTheNodeThatSpentIt() {
        var probe = TestRows.random(random, TYPES, 20_000, 500);
        var build = TestRows.random(random, TYPES, 500, 5_000);
        var join = join(JoinKind.INNER, relation(probe), relation(build), 0);
        var calls = List.of(call("max", List.of(2), false, TYPES.get(2)), call("min", List.of(8), false, TYPES.get(2)));
        var plan = new Aggregate(join, List.of(0, 1), List.of(List.of(0, 1)), calls, Estimate.UNKNOWN);
        run(plan, AMPLE);
        var times = new HashMap<PlanNode, Long>();
        statistics.nodes().forEach(node -> times.put(node.node(), node.busyNanos()));
        assertThat(times.get(join)).isPositive();
        assertThat(times.get(plan)).isPositive();
        var workers = 2;
        assertThat(times.values().stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(workers * statistics.elapsedNanos());
    }

    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 2 << 20})
    void aggregatesAgreeWithTheReference(long grant) {
        for (var round = 0; round < 12; round++) {
            var distinct = round % 2 == 0 ? 20 : 20_000;
            var input = round % 4 < 2
                    ? TestRows.random(random, TYPES, round % 8 == 0 ? 0 : 12_000, distinct)
                    : TestRows.random(random, TYPES, 3_000, distinct).repeated(4);
            var groupBy = new ArrayList<Integer>();
            for (var k = 0; k < round % 3; k++) {
                groupBy.add(random.nextInt(3));
            }
            var full = new ArrayList<Integer>();
            for (var k = 0; k < groupBy.size(); k++) {
                full.add(k);
            }
            List<List<Integer>> sets =
                    round < 5 ? List.of(full) : List.of(List.of(), full.subList(0, full.size() / 2), full, List.of());
            var hasDistinct = round < 8;
            var calls = List.of(
                    call("count", List.of(), false, Simple.BIGINT),
                    call("count", List.of(2), hasDistinct && round > 2, Simple.BIGINT),
                    call("sum", List.of(1), false, new SqlType.Decimal(38, 0)),
                    call("sum", List.of(0), hasDistinct && round > 3, new SqlType.Decimal(38, 0)),
                    call("min", List.of(2), false, TYPES.get(2)),
                    call("max", List.of(3), false, TYPES.get(3)),
                    call("max", List.of(4), true, TYPES.get(4)),
                    new AggregateCall("count", List.of(0), false, Optional.of(5), List.of(), Simple.BIGINT));
            var plan = new Aggregate(relation(input), groupBy, sets, calls, Estimate.UNKNOWN);
            assertSame(run(plan, grant), Reference.aggregate(input, groupBy, sets, calls));
            assertThat(statistics.unspilledBytes()).isEqualTo(statistics.spilledBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 1 << 20})
    void sortsAgreeWithTheReference(long grant) {
        for (var round = 0; round < 8; round++) {
            var input = TestRows.random(random, TYPES, round == 0 ? 0 : 20_000, round % 2 == 0 ? 30 : 30_000);
            var keys = new ArrayList<SortColumn>();
            for (var c = 0; c < TYPES.size(); c++) {
                keys.add(new SortColumn(c, random.nextBoolean(), random.nextBoolean()));
            }
            Collections.shuffle(keys, random);
            Optional<Long> limit = round % 3 == 0 ? Optional.empty() : Optional.of((long) random.nextInt(3_000));
            var offset = limit.isPresent() ? random.nextInt(50) : 0;
            var plan = new Sort(relation(input), keys, limit, offset, Estimate.UNKNOWN);
            var expected = new ArrayList<>(input.rows());
            expected.sort(Reference.order(keys));
            var from = Math.min(offset, expected.size());
            var to = (int) Math.min(from + limit.orElse(Long.MAX_VALUE / 2), expected.size());
            var actual = run(plan, grant);
            if (limit.isEmpty()) {
                assertThat(statistics.unspilledBytes()).isEqualTo(statistics.spilledBytes());
                assertThat(statistics.isDiskBased()).isEqualTo(grant < AMPLE && !expected.isEmpty());
            }
            assertThat(actual.size()).as("seed %d", seed).isEqualTo(to - from);
            assertThat(actual.equals(expected.subList(from, to)))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    /** Constants are spread over rows that an operator keeps, in the width of their type. */
    @Test
    void constantsKeepTheirValueInRows() {
        var wide = new SqlType.Decimal(38, 2);
        var constants =
                List.<Datum>of(new Datum.Wide(-1, -500), new Datum.Integral(7), new Datum.Wide(3, 9), Datum.Null.NULL);
        var input = TestRows.random(random, TYPES.subList(0, 2), 400, 40);
        var columns = new ArrayList<Expression>(List.of(
                new Expression.ColumnReference(0, TYPES.get(0)), new Expression.ColumnReference(1, TYPES.get(1))));
        constants.forEach(value -> columns.add(new Expression.Literal(value, wide)));
        var rows = new ArrayList<List<Datum>>();
        for (var row : input.rows()) {
            var full = new ArrayList<>(row);
            constants.forEach(value -> full.add(value.as(PhysicalKind.INT128)));
            rows.add(full);
        }
        Supplier<PlanNode> project = () -> new PlanNode.Project(relation(input), columns);
        var expected = new TestRows(project.get().types(), rows);
        var keys = List.of(new SortColumn(1, false, false), new SortColumn(3, true, false));
        assertSame(run(new Sort(project.get(), keys, Optional.empty(), 0, Estimate.UNKNOWN), AMPLE), rows);
        var join = new Join(
                JoinKind.INNER,
                project.get(),
                project.get(),
                List.of(1, 3),
                List.of(1, 3),
                List.of(false, false),
                Optional.empty(),
                JoinDistribution.DS_DIST_NONE,
                Estimate.UNKNOWN);
        assertSame(run(join, AMPLE), Reference.join(join, expected, expected));
        var groupBy = List.of(0, 2, 3, 5);
        var sets = List.of(List.of(0, 1, 2, 3));
        var calls = List.of(call("max", List.of(4), false, wide));
        var groups = new Aggregate(project.get(), groupBy, sets, calls, Estimate.UNKNOWN);
        assertSame(run(groups, AMPLE), Reference.aggregate(expected, groupBy, sets, calls));
    }

    private PlanNode appended(TestRows first, TestRows second) {
        return new PlanNode.Append(List.of(relation(first), relation(second)), Estimate.UNKNOWN);
    }

    private static TestRows concatenated(TestRows first, TestRows second) {
        var all = new ArrayList<>(first.rows());
        all.addAll(second.rows());
        return new TestRows(first.types(), all);
    }

    /** Two pipelines feed one operator, the second when the rows of the first have taken the memory. */
    @Test
    void rowsOfAnEarlierPipelineMakeRoom() {
        for (var round = 0; round < 6; round++) {
            var first = TestRows.random(random, TYPES, 2_000 + 800 * round, 30_000);
            var second = TestRows.random(random, TYPES, 8_000, 30_000);
            var both = concatenated(first, second);
            var keys = List.of(new SortColumn(1, false, false), new SortColumn(2, false, false));
            var sort = new Sort(appended(first, second), keys, Optional.empty(), 0, Estimate.UNKNOWN);
            assertSame(run(sort, 800 << 10), both.rows());
            var probe = TestRows.random(random, TYPES, 500, 30_000);
            var join = new Join(
                    JoinKind.FULL,
                    relation(probe),
                    appended(first, second),
                    List.of(2),
                    List.of(2),
                    List.of(false),
                    Optional.empty(),
                    JoinDistribution.DS_DIST_NONE,
                    Estimate.UNKNOWN);
            assertSame(run(join, 800 << 10), Reference.join(join, probe, both));
            assertThat(statistics.isDiskBased()).isTrue();
        }
    }

    /** Every operator finishes right in a fraction of the memory that it would like, and reads back what it wrote. */
    @ParameterizedTest
    @ValueSource(ints = {2, 10, 50})
    void operatorsFinishInAFractionOfTheirMemory(int divisor) {
        var types = TYPES.subList(0, 5);
        var input = TestRows.random(random, types, 9_000, 20_000);
        var few = TestRows.random(random, types, 400, 20_000);
        var plans = new ArrayList<PlanNode>();
        for (var kind : JoinKind.values()) {
            plans.add(new Join(
                    kind,
                    relation(few),
                    relation(input),
                    List.of(2),
                    List.of(2),
                    List.of(false),
                    Optional.empty(),
                    JoinDistribution.DS_DIST_NONE,
                    Estimate.UNKNOWN));
        }
        var order = List.of(new SortColumn(2, false, false), new SortColumn(1, true, false));
        plans.add(new Sort(relation(input), order, Optional.empty(), 0, Estimate.UNKNOWN));
        var calls = List.of(
                call("count", List.of(0), true, Simple.BIGINT),
                call("min", List.of(2), false, TYPES.get(2)),
                call("sum", List.of(1), false, new SqlType.Decimal(38, 0)));
        for (var sets : List.of(
                List.of(List.of(0, 1)),
                List.of(List.of(0), List.of(1), List.<Integer>of()),
                List.of(List.of(0, 1), List.of(1), List.<Integer>of()))) {
            var served = sets.size() == 3 && sets.getFirst().size() == 2 ? calls.subList(1, 3) : calls;
            plans.add(new Aggregate(relation(input), List.of(1, 2), sets, served, Estimate.UNKNOWN));
        }
        var rows = new Frame(
                Frame.Unit.ROWS, new Frame.Bound.Offset(new Datum.Integral(700), false), Frame.Bound.Fixed.CURRENT_ROW);
        var all = new Frame(
                Frame.Unit.RANGE, Frame.Bound.Fixed.UNBOUNDED_PRECEDING, Frame.Bound.Fixed.UNBOUNDED_FOLLOWING);
        var groups = new Frame(
                Frame.Unit.GROUPS,
                new Frame.Bound.Offset(new Datum.Integral(3), false),
                new Frame.Bound.Offset(new Datum.Integral(2), true));
        var windows = List.of(
                new WindowCall(call("rank", List.of(), false, Simple.BIGINT), all, false),
                new WindowCall(call("cume_dist", List.of(), false, Simple.DOUBLE), all, false),
                new WindowCall(call("lead", List.of(2), false, TYPES.get(2)), all, false),
                new WindowCall(call("count", List.of(2), false, Simple.BIGINT), rows, false),
                new WindowCall(call("max", List.of(1), false, Simple.BIGINT), rows, false),
                new WindowCall(call("sum", List.of(0), false, new SqlType.Decimal(38, 0)), groups, false),
                new WindowCall(call("last_value", List.of(0), false, Simple.INTEGER), all, false));
        var total = IntStream.range(0, 5)
                .mapToObj(c -> new SortColumn(c, false, false))
                .toList();
        plans.add(new Window(relation(input), List.of(), total, windows, Estimate.UNKNOWN));
        var range = new Frame(
                Frame.Unit.RANGE,
                new Frame.Bound.Offset(new Datum.Integral(0x1234_5678L * 90), false),
                new Frame.Bound.Offset(new Datum.Integral(0x1234_5678L * 40), true));
        plans.add(new Window(
                relation(input),
                List.of(),
                List.of(new SortColumn(1, true, false)),
                List.of(
                        new WindowCall(call("count", List.of(2), false, Simple.BIGINT), range, false),
                        new WindowCall(call("max", List.of(1), false, Simple.BIGINT), range, false)),
                Estimate.UNKNOWN));
        for (var plan : plans) {
            var expected = run(plan, AMPLE);
            assertThat(statistics.isDiskBased()).isFalse();
            assertSame(run(plan, statistics.peakMemoryBytes() / divisor), expected);
            assertThat(statistics.isDiskBased()).as("%s", plan).isTrue();
            assertThat(statistics.unspilledBytes()).as("%s", plan).isEqualTo(statistics.spilledBytes());
        }
    }

    @ParameterizedTest
    @EnumSource(SetOperator.class)
    void setOperationsAgreeWithCounting(SetOperator operator) {
        for (var all : List.of(true, false)) {
            var types = TYPES.subList(0, 3);
            var left = TestRows.random(random, types, 3_000, 5);
            var right = TestRows.random(random, types, 500, 5);
            var counts = new HashMap<List<Datum>, int[]>();
            left.rows().forEach(row -> counts.computeIfAbsent(row, r -> new int[2])[0]++);
            right.rows().forEach(row -> counts.computeIfAbsent(row, r -> new int[2])[1]++);
            var expected = new ArrayList<List<Datum>>();
            counts.forEach((row, c) -> {
                var times = operator == SetOperator.INTERSECT
                        ? Math.min(c[0], c[1])
                        : all ? Math.max(0, c[0] - c[1]) : c[1] > 0 ? 0 : c[0];
                expected.addAll(Collections.nCopies(all ? times : Math.min(1, times), row));
            });
            var plan = new SetOperation(operator, all, relation(left), relation(right), Estimate.UNKNOWN);
            assertSame(run(plan, AMPLE), expected);
        }
    }
}
