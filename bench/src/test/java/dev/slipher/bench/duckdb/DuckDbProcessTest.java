package dev.slipher.bench.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.bench.tpch.TpchWorkload;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DuckDbProcessTest {
    @Test
    void valuesOfEveryKindComeBack() throws IOException {
        try (var duckDb = DuckDbProcess.start(Optional.empty(), 256, 1)) {
            var answer = duckDb.run("select 1, 2.50::decimal(10,2), 0.5::double, true, 'é  ', null, sum(9::bigint)");
            assertThat(answer.rows().rows())
                    .containsExactly(Arrays.asList(
                            new BigDecimal("1"), new BigDecimal("2.50"), 0.5, true, "é", null, new BigDecimal("9")));
        }
    }

    @Test
    void anErrorLeavesTheProcessUsable() throws IOException {
        try (var duckDb = DuckDbProcess.start(Optional.empty(), 256, 1)) {
            assertThatThrownBy(() -> duckDb.run("select nothing from nowhere"))
                    .isInstanceOf(DuckDbException.class)
                    .hasMessageContaining("nowhere");
            assertThat(duckDb.run("select 42").rows().rows()).hasSize(1);
        }
    }

    @Test
    void everyTpchStatementIsUnderstood() throws IOException {
        try (var duckDb = DuckDbProcess.start(Optional.empty(), 256, 1)) {
            for (var statement : TpchWorkload.portableSchema()) {
                duckDb.run(statement);
            }
            for (var number = 1; number <= TpchWorkload.QUERY_COUNT; number++) {
                duckDb.run(TpchWorkload.queryWithExactAverages(number));
            }
        }
    }
}
