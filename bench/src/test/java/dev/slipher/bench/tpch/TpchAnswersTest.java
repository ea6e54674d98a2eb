package dev.slipher.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.bench.duckdb.DuckDbProcess;
import dev.slipher.bench.result.ResultRows;
import dev.slipher.bench.result.RowComparison;
import dev.slipher.bench.server.ServerProcess;
import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.server.WarehouseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All TPC-H queries give DuckDB's rows, however the tables came to be what they are and however little memory there is.
 * The scale factor is set by {@code mvn test -pl bench -am -Dtest=TpchAnswersTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dslipher.tpch.sf=1}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(7_200)
final class TpchAnswersTest {
    private static final double SCALE_FACTOR = Double.parseDouble(System.getProperty("slipher.tpch.sf", "0.02"));
    private static final int PIECES = 30;
    private static final Pattern OPERATOR = Pattern.compile("XN .*?(Join|Aggregate|Sort)");

    /** Changes that both engines understand, to every large table. */
    private static final List<String> CHANGES = List.of(
            "delete from lineitem where l_orderkey % 7 = 3",
            "update lineitem set l_quantity = l_quantity + 1, l_shipdate = l_shipdate + 3 where l_orderkey % 11 = 5",
            "update lineitem set l_extendedprice = l_extendedprice + 0.01 where l_suppkey % 3 = 1",
            "delete from orders where o_orderkey % 13 = 6",
            "update orders set o_orderpriority = '1-URGENT' where o_custkey % 5 = 2",
            "delete from partsupp where ps_partkey % 17 = 11",
            "update customer set c_acctbal = c_acctbal + 10, c_mktsegment = 'BUILDING' where c_custkey % 4 = 1",
            "update part set p_size = 15 where p_partkey % 9 = 2");

    /** A join and an order of wide rows, which need more memory than the queries' do at a small scale. */
    private static final List<String> WIDE = List.of(
            "select count(*), min(b.l_comment), sum(b.l_extendedprice) from lineitem a join lineitem b on a.l_orderkey"
                    + " = b.l_orderkey and a.l_linenumber = b.l_linenumber and a.l_comment >= b.l_comment",
            "select l_comment, l_orderkey, l_linenumber from lineitem order by 1, 2, 3 limit 1000 offset %d"
                    .formatted((long) (4_000_000 * SCALE_FACTOR)));

    private Path folder;
    private TpchGenerator generator;
    private DuckDbProcess duckDb;

    @BeforeAll
    void generate(@TempDir Path temporary) throws IOException, InterruptedException {
        folder = temporary;
        generator = new TpchGenerator(SCALE_FACTOR, folder.resolve("text"));
        duckDb = DuckDbProcess.start(Optional.of(folder.resolve("duckdb.db")), 1_024, 2);
        for (var statement : TpchWorkload.portableSchema()) {
            duckDb.run(statement);
        }
        for (var table : TpchWorkload.TABLES) {
            generator.generate(table, new AtomicLong());
            duckDb.run("insert into %s from read_csv('%s', delim = '|', header = false, quote = '', escape = '')"
                    .formatted(table, generator.file(table)));
        }
    }

    @AfterAll
    void stop() {
        duckDb.close();
    }

    @Test
    void asLoadedAndWithTooLittleMemory() throws IOException, SQLException {
        var data = folder.resolve("loaded");
        try (var server = open(data, 512L << 20);
                var connection = connect(server)) {
            for (var statement : TpchWorkload.schema()) {
                execute(connection, statement);
            }
            for (var table : TpchWorkload.TABLES) {
                execute(connection, "copy %s from '%s'".formatted(table, generator.file(table)));
            }
            assertAnswers(connection, "as loaded");
        }
        var spilling = new TreeSet<String>();
        try (var server = open(data, tooLittle());
                var connection = connect(server)) {
            assertAnswers(connection, "with too little memory");
            for (var statement : WIDE) {
                assertThat(RowComparison.firstDifference(
                                duckDb.run(statement).rows(), rows(connection, statement), List.of()))
                        .as(statement)
                        .isEmpty();
                addSpilling(rows(connection, "explain analyze " + statement), spilling);
            }
            for (var number = 1; number <= TpchWorkload.QUERY_COUNT; number++) {
                addSpilling(rows(connection, "explain analyze " + TpchWorkload.query(number)), spilling);
            }
        }
        assertThat(spilling).as("operators that spilled").contains("Join", "Aggregate", "Sort");
    }

    /** Adds the operators that spilled; what a step did stands below its name. */
    private static void addSpilling(ResultRows explained, Set<String> spilling) {
        var operator = "";
        for (var row : explained.rows()) {
            var line = String.valueOf(row.getFirst());
            var found = OPERATOR.matcher(line);
            if (found.find()) {
                operator = found.group(1);
            } else if (line.contains("XN ")) {
                operator = "another";
            } else if (line.contains("spilled=")) {
                spilling.add(operator);
            }
        }
    }

    /** Returns bytes of heap that leave queries less memory than their joins, groups and orders need. */
    private static long tooLittle() {
        return (long) (20 * (1 << 20) * Math.max(1, SCALE_FACTOR * 20));
    }

    @Test
    void inManyPiecesThenChangedThenVacuumed() throws IOException, SQLException {
        try (var server = open(folder.resolve("pieces"), 512L << 20);
                var connection = connect(server)) {
            for (var statement : TpchWorkload.schema()) {
                execute(connection, statement);
            }
            for (var table : TpchWorkload.TABLES) {
                loadInPieces(connection, table);
            }
            assertAnswers(connection, "in many pieces");
            duckDb.run("begin");
            for (var change : CHANGES) {
                duckDb.run(change);
                execute(connection, change);
            }
            assertAnswers(connection, "after deletes and updates");
            execute(connection, "vacuum");
            assertAnswers(connection, "after VACUUM");
            duckDb.run("rollback");
        }
    }

    private void loadInPieces(Connection connection, String table) throws IOException, SQLException {
        var lines = Files.readAllLines(generator.file(table));
        var pieces = Math.min(PIECES, lines.size());
        for (var piece = 0; piece < pieces; piece++) {
            var file = folder.resolve("text").resolve(table + ".piece");
            Files.write(file, lines.subList(lines.size() * piece / pieces, lines.size() * (piece + 1) / pieces));
            execute(connection, "copy %s from '%s'".formatted(table, file));
        }
    }

    private void assertAnswers(Connection connection, String state) throws IOException, SQLException {
        var differences = new ArrayList<String>();
        for (var number = 1; number <= TpchWorkload.QUERY_COUNT; number++) {
            var expected =
                    duckDb.run(TpchWorkload.queryWithExactAverages(number)).rows();
            var actual = rows(connection, TpchWorkload.query(number));
            var query = "query " + number;
            RowComparison.firstDifference(expected, actual, TpchWorkload.sortColumns(number))
                    .ifPresent(difference -> differences.add(query + ": " + difference));
        }
        assertThat(differences).as(state).isEmpty();
    }

    private static ResultRows rows(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return ResultRows.read(result);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Server open(Path data, long heapBytes) {
        var memory = new MemoryBudget(heapBytes * 2, heapBytes, 64L << 20, 16L << 20);
        return WarehouseServer.open(new Configuration(0, "127.0.0.1", data, memory, LogLevel.WARN));
    }

    private static Connection connect(Server server) throws SQLException {
        return ServerProcess.connect(server.address().getPort());
    }
}
