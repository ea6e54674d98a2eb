package dev.slipher.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.bench.duckdb.DuckDbProcess;
import dev.slipher.bench.result.ResultRows;
import dev.slipher.bench.result.RowComparison;
import dev.slipher.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * After random changes of a table, alone and in transactions that are rolled back or committed, it has the rows that it
 * has in DuckDB. Other changes: {@code mvn test -pl bench -am -Dtest=RandomChangesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dslipher.changes.seed=5000 -Dslipher.changes=5000}.
 */
final class RandomChangesTest {
    private static final long SEED = Long.getLong("slipher.changes.seed", 1);
    private static final int CHANGES = Integer.getInteger("slipher.changes", 300);
    private static final int TOO_MANY_ROWS = 3_000;

    private final Choice choice = new Choice(SEED);
    private final List<RandomTable> tables = RandomTable.all(choice);
    private final RandomTable target = tables.getLast();
    private final ChangeGenerator changes = new ChangeGenerator(choice, target, tables.subList(0, tables.size() - 1));

    /** The changes since the rows were last compared. */
    private final List<String> made = new ArrayList<>();

    @Test
    @Timeout(3_600)
    void changesLeaveTheRowsThatTheyLeaveInDuckDb(@TempDir Path folder) throws IOException, SQLException {
        try (var server = ServerProcess.start(folder, "1g");
                var duckDb = DuckDbProcess.start(Optional.empty(), 1_024, 1);
                var connection = server.connect()) {
            Oracle.load(connection, duckDb, SEED);
            for (var done = 0; done < CHANGES; ) {
                done += choice.chance(30) ? transaction(connection, duckDb) : change(connection, duckDb);
                compare(connection, duckDb, "seed %d, after %d changes".formatted(SEED, done));
                if (choice.chance(5)) {
                    execute(connection, choice.of("vacuum " + target.name(), "analyze " + target.name()));
                }
            }
        }
    }

    private int transaction(Connection connection, DuckDbProcess duckDb) throws IOException, SQLException {
        execute(connection, "begin");
        duckDb.run("begin");
        var count = choice.between(1, 4);
        for (var i = 0; i < count; i++) {
            change(connection, duckDb);
            if (choice.chance(30)) {
                compare(connection, duckDb, "seed %d, amid a transaction".formatted(SEED));
            }
        }
        var end = choice.of("commit", "rollback");
        execute(connection, end);
        duckDb.run(end);
        return count;
    }

    private int change(Connection connection, DuckDbProcess duckDb) throws IOException, SQLException {
        var sql = changes.change();
        made.add(sql.slipher());
        duckDb.run(sql.duckDb());
        execute(connection, sql.slipher());
        return 1;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(sql, e.getSQLState(), e);
        }
    }

    private void compare(Connection connection, DuckDbProcess duckDb, String moment) throws IOException, SQLException {
        var all = "select * from " + target.name();
        var expected = duckDb.run(all).rows();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(all)) {
            assertThat(RowComparison.firstDifference(expected, ResultRows.read(result), List.of()))
                    .as("%s, after %s", moment, made)
                    .isEmpty();
        }
        made.clear();
        if (expected.rows().size() > TOO_MANY_ROWS) {
            var less = "delete from %s where c_id %% 3 <> 0".formatted(target.name());
            duckDb.run(less);
            execute(connection, less);
        }
    }
}
