package dev.slipher.bench.oracle;

import dev.slipher.bench.duckdb.DuckDbException;
import dev.slipher.bench.duckdb.DuckDbProcess;
import dev.slipher.bench.result.ResultRows;
import dev.slipher.bench.result.RowComparison;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Slipher and DuckDB with the same random tables in them, asked the same statements. */
final class Oracle {
    /**
     * How often DuckDB is asked again where the rows differ. It answers some statements differently from one time to the
     * next: a RANGE frame with an offset over rows that are all peers, wrongly about once in a hundred times.
     */
    private static final int REPETITIONS = 20;

    private final Connection slipher;
    private final DuckDbProcess duckDb;
    private final List<RandomTable> tables;

    /** How one statement went. */
    sealed interface Outcome {
        /** Both engines gave the same rows. */
        record Agreed(String shape) implements Outcome {}

        /** They did not, or only Slipher refused the statement. */
        record Differed(String explanation) implements Outcome {}

        /** DuckDB refused the statement or gave other rows when asked again, so that nothing was learnt. */
        record Unanswered(String reason) implements Outcome {}
    }

    private Oracle(Connection slipher, DuckDbProcess duckDb, List<RandomTable> tables) {
        this.slipher = slipher;
        this.duckDb = duckDb;
        this.tables = tables;
    }

    /** Makes the tables of a seed in both engines. */
    static Oracle load(Connection slipher, DuckDbProcess duckDb, long tableSeed) throws SQLException, IOException {
        var tables = RandomTable.all(new Choice(tableSeed));
        duckDb.run(Differences.DUCKDB_NULLS_ARE_GREATEST);
        try (var statement = slipher.createStatement()) {
            for (var table : tables) {
                statement.execute("drop table if exists " + table.name());
                duckDb.run("drop table if exists " + table.name());
                statement.execute(table.create());
                duckDb.run(table.create());
                for (var fill : table.fills()) {
                    statement.execute(fill);
                    duckDb.run(fill);
                }
            }
        }
        return new Oracle(slipher, duckDb, tables);
    }

    /** Asks both engines the statement of a seed. */
    Outcome ask(long seed) throws IOException, SQLException {
        var statement = StatementGenerator.statement(seed, tables);
        ResultRows expected;
        try {
            expected = duckDb.run(statement.sql().duckDb()).rows();
        } catch (DuckDbException e) {
            return new Outcome.Unanswered(e.getMessage());
        }
        try {
            var actual = rows(statement.sql().slipher());
            var difference = RowComparison.firstDifference(expected, actual, statement.sortColumns());
            if (difference.isEmpty()) {
                return new Outcome.Agreed(
                        PlanShape.of(rows("explain " + statement.sql().slipher())));
            }
            return contradictsItself(statement, expected)
                    ? new Outcome.Unanswered("DuckDB gives other rows at other times")
                    : differed(seed, statement, difference.get());
        } catch (SQLException e) {
            return differed(seed, statement, e.getSQLState() + " " + e.getMessage());
        }
    }

    private boolean contradictsItself(StatementGenerator.Statement statement, ResultRows first) throws IOException {
        for (var repetition = 0; repetition < REPETITIONS; repetition++) {
            var again = duckDb.run(statement.sql().duckDb()).rows();
            if (RowComparison.firstDifference(first, again, statement.sortColumns())
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static Outcome differed(long seed, StatementGenerator.Statement statement, String difference) {
        return new Outcome.Differed("seed %d: %s%n%s%n%s"
                .formatted(
                        seed,
                        difference,
                        statement.sql().slipher(),
                        Optional.of(statement.sql().duckDb())
                                .filter(text -> !text.equals(statement.sql().slipher()))
                                .map(text -> "DuckDB was asked: " + text + "\n")
                                .orElse("")));
    }

    private ResultRows rows(String sql) throws SQLException {
        try (var statement = slipher.createStatement();
                var result = statement.executeQuery(sql)) {
            return ResultRows.read(result);
        }
    }
}
