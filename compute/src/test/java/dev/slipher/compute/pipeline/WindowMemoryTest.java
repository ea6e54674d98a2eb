package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowMemoryTest extends PlanFixture {
    private static final int LEAST_GRANT = 40 << 10;

    /** What is in memory of a partition on disk leaves room to read it, whatever the last rows before its end were. */
    @Test
    void aPartitionOnDiskIsReadBackInLittleMemory() {
        var types = List.<SqlType>of(Simple.INTEGER, Simple.BIGINT, new SqlType.Varchar(200), new SqlType.Varchar(200));
        var groups = new Frame(
                Frame.Unit.GROUPS,
                new Frame.Bound.Offset(new Datum.Integral(3), false),
                new Frame.Bound.Offset(new Datum.Integral(2), true));
        var calls = List.of(
                new WindowCall(call("rank", List.of(), false, Simple.BIGINT), groups, false),
                new WindowCall(call("cume_dist", List.of(), false, Simple.DOUBLE), groups, false),
                new WindowCall(call("lead", List.of(2), false, types.get(2)), groups, false),
                new WindowCall(call("max", List.of(1), false, Simple.BIGINT), groups, false));
        var order = IntStream.range(0, 4)
                .mapToObj(c -> new SortColumn(c, false, false))
                .toList();
        for (var round = 0; round < 40; round++) {
            var rows = TestRows.random(random, types, 1_500 + random.nextInt(1_000), 20_000);
            var partitionBy = random.nextBoolean() ? List.<Integer>of() : List.of(0);
            var few = partitionBy.isEmpty() ? rows : withFewKeys(rows);
            var window = new Window(relation(few), partitionBy, order, calls, Estimate.UNKNOWN);
            var expected = run(window, 64 << 20);
            assertSame(run(window, LEAST_GRANT + random.nextInt(LEAST_GRANT)), expected);
            assertThat(statistics.isDiskBased()).isTrue();
        }
    }

    private static TestRows withFewKeys(TestRows rows) {
        return new TestRows(
                rows.types(),
                rows.rows().stream()
                        .map(row -> List.of(
                                row.getFirst() instanceof Datum.Integral(long key)
                                        ? new Datum.Integral(Math.floorMod(key, 3))
                                        : row.getFirst(),
                                row.get(1),
                                row.get(2),
                                row.get(3)))
                        .toList());
    }
}
