package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.storage.type.SqlType.Simple;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedSubplanTest extends PlanFixture {
    /** A shared subplan, and one that reads it, give their rows to each place, from memory and from disk. */
    @ParameterizedTest
    @ValueSource(longs = {AMPLE, 4 << 20})
    void sharedSubplansAgreeWithCopies(long grant) {
        var table = relation(TestRows.random(random, TYPES.subList(0, 3), 25_000, 10_000));
        var calls =
                List.of(call("min", List.of(1), false, Simple.BIGINT), call("max", List.of(0), false, Simple.INTEGER));
        Function<PlanNode, PlanNode> grouped =
                rows -> new Aggregate(rows, List.of(2), List.of(List.of(0)), calls, Estimate.UNKNOWN);
        BinaryOperator<PlanNode> read = (rows, groups) -> join(
                JoinKind.SEMI, join(JoinKind.LEFT, rows, new PlanNode.Project(groups, reordered(groups)), 2), rows, 2);
        var rows = scan(1, table);
        var groups = scan(2, grouped.apply(table));
        var shared =
                new PlanNode.Shared(1, table, new PlanNode.Shared(2, grouped.apply(rows), read.apply(rows, groups)));
        assertSame(run(shared, grant), run(read.apply(table, grouped.apply(table)), AMPLE));
        run(shared, grant);
        assertThat(statistics.isDiskBased()).isEqualTo(grant < AMPLE);
        assertThat(statistics.unspilledBytes()).isEqualTo(statistics.spilledBytes());
        var ended = new PlanNode.Limit(scan(1, table), Optional.of(3L), 0, Estimate.UNKNOWN);
        assertThat(run(new PlanNode.Shared(1, table, ended), grant)).hasSize(3);
    }

    private static PlanNode scan(int subplan, PlanNode shared) {
        return new PlanNode.SharedScan(subplan, shared.types(), Estimate.UNKNOWN);
    }

    /** Brings the columns of groups by column 2 to where they were before. */
    private static List<Expression> reordered(PlanNode groups) {
        return Stream.of(2, 1, 0)
                .<Expression>map(c -> new ColumnReference(c, groups.types().get(c)))
                .toList();
    }
}
