package dev.slipher.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.bench.duckdb.DuckDbProcess;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatementGeneratorTest {
    private static final int STATEMENTS = 150;

    @Test
    void aSeedTellsTheWholeStatement() {
        var tables = RandomTable.all(new Choice(1));
        for (var seed = 0; seed < STATEMENTS; seed++) {
            assertThat(StatementGenerator.statement(seed, tables))
                    .isEqualTo(StatementGenerator.statement(seed, RandomTable.all(new Choice(1))));
        }
    }

    @Test
    void statementsAreUnderstoodAndMostGiveRows() throws IOException {
        var tables = RandomTable.all(new Choice(1));
        var texts = new HashSet<String>();
        var withRows = 0;
        try (var duckDb = DuckDbProcess.start(Optional.empty(), 1024, 1)) {
            duckDb.run(Differences.DUCKDB_NULLS_ARE_GREATEST);
            for (var table : tables) {
                duckDb.run(table.create());
                for (var insert : table.fills()) {
                    duckDb.run(insert);
                }
            }
            for (var seed = 0; seed < STATEMENTS; seed++) {
                var text = StatementGenerator.statement(seed, tables).sql().duckDb();
                texts.add(text);
                withRows += duckDb.run(text).rows().rows().isEmpty() ? 0 : 1;
            }
        }
        assertThat(texts).hasSize(STATEMENTS);
        assertThat(withRows).isGreaterThan(STATEMENTS / 2);
    }
}
