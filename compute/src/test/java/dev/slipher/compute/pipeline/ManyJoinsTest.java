package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.Values;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType.Simple;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManyJoinsTest extends PlanFixture {
    private static final int JOINS = 200;

    /** Each join is of the columns of all before it: what is done anew for each of those in each join takes minutes. */
    @ParameterizedTest
    @EnumSource(names = {"INNER", "LEFT"})
    @Timeout(60)
    void joinsOfJoinsTakeNoLongerThanTheirColumns(JoinKind kind) {
        PlanNode plan = row();
        for (var i = 0; i < JOINS; i++) {
            plan = join(kind, plan, row(), 0);
        }
        var rows = run(plan, AMPLE);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst()).hasSize(2 * (JOINS + 1));
    }

    private static PlanNode row() {
        var values = List.<Datum>of(new Datum.Integral(1), new Datum.Integral(2));
        return new Values(List.of(values), List.of(Simple.INTEGER, Simple.INTEGER));
    }
}
