package dev.slipher.compute.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorsTest {
    private static final SqlType WIDE = new SqlType.Decimal(38, 4);

    @Test
    void wideColumnsTakeValuesThatFitALong() {
        var rows = List.<List<Datum>>of(
                List.of(new Datum.Integral(-1)), List.of(new Datum.Integral(7)), List.of(new Datum.Wide(3, 5)));
        var vector = (Int128Vector) Vectors.batch(rows, List.of(WIDE)).column(0);
        assertThat(vector.high()).startsWith(-1, 0, 3);
        assertThat(vector.low()).startsWith(-1, 7, 5);
    }

    @Test
    void constantsHaveTheVariantOfTheirKind() {
        var minusOne = new Datum.Wide(-1, -1);
        assertThat(new Expression.Literal(new Datum.Integral(-1), WIDE).value()).isEqualTo(minusOne);
        assertThat(new ConstantVector(PhysicalKind.INT128, new Datum.Integral(-1)).value())
                .isEqualTo(minusOne);
        assertThat(new PlanNode.Values(List.of(List.of(new Datum.Integral(-1))), List.of(WIDE)).rows())
                .containsExactly(List.of(minusOne));
        assertThat(new Expression.Literal(minusOne, SqlType.Simple.BIGINT).value())
                .isEqualTo(new Datum.Integral(-1));
    }

    @Test
    void entriesOfNarrowVectorsBecomeWide() {
        var longs = LongVector.allocate(2);
        longs.values()[1] = -5;
        assertThat(longs.datum(1).as(PhysicalKind.INT128)).isEqualTo(new Datum.Wide(-1, -5));
    }
}
