package dev.slipher.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.bench.duckdb.DuckDbProcess;
import dev.slipher.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random statements over random tables give DuckDB's rows. More of them, from other seeds, are run by
 * {@code mvn test -pl bench -am -Dtest=RandomStatementsTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dslipher.oracle.seed=5000 -Dslipher.oracle.statements=20000}; the seed also tells the tables.
 */
final class RandomStatementsTest {
    private static final long SEED = Long.getLong("slipher.oracle.seed", 1);
    private static final int STATEMENTS = Integer.getInteger("slipher.oracle.statements", 600);
    private static final int DISTINCT_SHAPES = 300;

    @Test
    @Timeout(3_600)
    void statementsOfManyPlanShapesGiveDuckDbsRows(@TempDir Path folder) throws IOException, SQLException {
        var shapes = new HashSet<String>();
        var differences = new ArrayList<String>();
        var unanswered = 0;
        try (var server = ServerProcess.start(folder, "1g");
                var duckDb = DuckDbProcess.start(Optional.empty(), 1_024, 1);
                var connection = server.connect()) {
            var oracle = Oracle.load(connection, duckDb, SEED);
            for (var seed = SEED; seed < SEED + STATEMENTS; seed++) {
                switch (oracle.ask(seed)) {
                    case Oracle.Outcome.Agreed(var shape) -> shapes.add(shape);
                    case Oracle.Outcome.Differed(var explanation) -> differences.add(explanation);
                    case Oracle.Outcome.Unanswered _ -> unanswered++;
                }
            }
        }
        System.out.printf(
                "%d statements of %d plan shapes from seed %d, %d not answered by DuckDB%n",
                STATEMENTS, shapes.size(), SEED, unanswered);
        assertThat(differences).as("statements with other rows than DuckDB's").isEmpty();
        assertThat(unanswered).as("statements that DuckDB refuses").isLessThan(STATEMENTS / 20);
        assertThat(shapes).hasSizeGreaterThanOrEqualTo(DISTINCT_SHAPES);
    }
}
