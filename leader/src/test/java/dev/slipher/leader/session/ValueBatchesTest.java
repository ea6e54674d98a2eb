package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ValueBatchesTest {
    @Test
    void wideDecimalsKeepValuesThatFitALong() {
        var rows = List.<List<Datum>>of(
                List.of(new Datum.Integral(-1)), List.of(new Datum.Integral(7)), List.of(new Datum.Wide(3, 5)));
        var vector = (Int128Vector)
                ValueBatches.of(rows, List.of(new SqlType.Decimal(38, 4))).column(0);
        assertThat(vector.high()).startsWith(-1, 0, 3);
        assertThat(vector.low()).startsWith(-1, 7, 5);
    }
}
