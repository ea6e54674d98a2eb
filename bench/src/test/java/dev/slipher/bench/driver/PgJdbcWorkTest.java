package dev.slipher.bench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipher.bench.server.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** The driver's features that most programs rest on, as it comes and in simple query mode. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class PgJdbcWorkTest {
    private static final String EXTENDED = "";
    private static final String SIMPLE = "preferQueryMode=simple";

    private ServerProcess server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, SQLException {
        server = ServerProcess.start(folder, "1g");
        try (var connection = server.connect()) {
            execute(
                    connection,
                    "create schema work",
                    "create table work.customers (id integer not null, name varchar(20) not null default 'none', "
                            + "primary key (id))",
                    "create table work.orders (id bigint, customer integer, amount numeric(12,2), sold date, "
                            + "foreign key (customer) references work.customers (id))",
                    "create view work.names as select id, name from work.customers",
                    "comment on table work.customers is 'who buys'",
                    "insert into work.customers values (1, 'Ada'), (2, 'Bo')");
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Connection connect(String properties) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/dev?%s".formatted(server.port(), properties), "admin", "");
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> rows(ResultSet result, String... columns) throws SQLException {
        var rows = new ArrayList<String>();
        try (result) {
            while (result.next()) {
                var row = new ArrayList<String>();
                for (var column : columns) {
                    row.add(result.getString(column));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return rows(result, result.getMetaData().getColumnLabel(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EXTENDED, SIMPLE})
    void theCatalogIsSeenThroughMetadata(String mode) throws SQLException {
        try (var connection = connect(mode)) {
            var metadata = connection.getMetaData();
            assertThat(rows(metadata.getSchemas(), "TABLE_SCHEM")).contains("work", "pg_catalog");
            assertThat(rows(metadata.getTables(null, "work", "%", null), "TABLE_NAME", "TABLE_TYPE"))
                    .containsExactlyInAnyOrder("customers_pkey|INDEX", "customers|TABLE", "orders|TABLE", "names|VIEW");
            assertThat(rows(metadata.getTables(null, "work", "customers", null), "REMARKS"))
                    .containsExactly("who buys");
            assertThat(rows(
                            metadata.getColumns(null, "work", "orders", "%"),
                            "COLUMN_NAME",
                            "TYPE_NAME",
                            "COLUMN_SIZE",
                            "ORDINAL_POSITION"))
                    .containsExactly("id|int8|19|1", "customer|int4|10|2", "amount|numeric|12|3", "sold|date|13|4");
            assertThat(rows(metadata.getPrimaryKeys(null, "work", "customers"), "COLUMN_NAME", "KEY_SEQ", "PK_NAME"))
                    .containsExactly("id|1|customers_pkey");
            assertThat(rows(
                            metadata.getImportedKeys(null, "work", "orders"),
                            "PKTABLE_NAME",
                            "PKCOLUMN_NAME",
                            "FKCOLUMN_NAME"))
                    .containsExactly("customers|id|customer");
            assertThat(rows(metadata.getIndexInfo(null, "work", "customers", true, false), "COLUMN_NAME"))
                    .containsExactly("id");
            assertThat(rows(metadata.getTypeInfo(), "TYPE_NAME")).contains("int4", "varchar", "numeric", "date");
            assertThat(metadata.getSQLKeywords()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EXTENDED, SIMPLE, "reWriteBatchedInserts=true"})
    void batchesInsertAllTheirRows(String mode) throws SQLException {
        try (var connection = connect(mode)) {
            execute(connection, "create temp table batch (n integer, note varchar(20))");
            try (var insert = connection.prepareStatement("insert into batch values (?, ?)")) {
                for (var n = 0; n < 300; n++) {
                    insert.setInt(1, n);
                    insert.setString(2, "row " + n);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(300);
            }
            assertThat(query(connection, "select count(*) || ' ' || sum(n) from batch"))
                    .containsExactly("300 44850");
        }
    }

    @Test
    void rowsAreFetchedInPartsInsideATransaction() throws SQLException {
        try (var connection = connect(EXTENDED)) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.setFetchSize(100);
                var sum = 0L;
                try (var result = statement.executeQuery("select g from generate_series(1, 1050) as s(g)")) {
                    while (result.next()) {
                        sum += result.getLong(1);
                    }
                }
                assertThat(sum).isEqualTo(1050L * 1051 / 2);
            }
            connection.rollback();
        }
    }

    @Test
    void valuesComeBackInBinaryAsTheyWereSent() throws SQLException {
        try (var connection = connect("binaryTransfer=true&prepareThreshold=1")) {
            var sql = "select ?::int, ?::bigint, ?::numeric(12,2), ?::date, ?::varchar, ?::boolean, ?::float8, ? ="
                    + " any(?)";
            try (var select = connection.prepareStatement(sql)) {
                for (var round = 0; round < 7; round++) {
                    select.setInt(1, round);
                    select.setLong(2, Long.MIN_VALUE + round);
                    select.setBigDecimal(3, new BigDecimal("-1234.5" + round));
                    select.setDate(4, Date.valueOf("1999-12-3" + round % 2));
                    select.setString(5, "ünï" + round);
                    select.setBoolean(6, round % 2 == 0);
                    select.setDouble(7, 1.0 / (round + 1));
                    select.setInt(8, round);
                    select.setArray(9, connection.createArrayOf("int4", new Object[] {1, 3, 5}));
                    try (var result = select.executeQuery()) {
                        assertThat(result.next()).isTrue();
                        assertThat(result.getInt(1)).isEqualTo(round);
                        assertThat(result.getLong(2)).isEqualTo(Long.MIN_VALUE + round);
                        assertThat(result.getBigDecimal(3)).isEqualByComparingTo("-1234.5" + round);
                        assertThat(result.getDate(4)).isEqualTo(Date.valueOf("1999-12-3" + round % 2));
                        assertThat(result.getString(5)).isEqualTo("ünï" + round);
                        assertThat(result.getBoolean(6)).isEqualTo(round % 2 == 0);
                        assertThat(result.getDouble(7)).isEqualTo(1.0 / (round + 1));
                        assertThat(result.getBoolean(8)).isEqualTo(round == 1 || round == 3 || round == 5);
                    }
                }
            }
        }
    }

    @Test
    void aPreparedStatementFollowsItsTable() throws SQLException {
        try (var connection = connect("prepareThreshold=1");
                var other = server.connect()) {
            execute(other, "create table changing (a integer)", "insert into changing values (1)");
            try (var select = connection.prepareStatement("select * from changing")) {
                assertThat(rows(select.executeQuery(), "a")).containsExactly("1");
                assertThat(rows(select.executeQuery(), "a")).containsExactly("1");
                execute(other, "alter table changing add column b varchar(5) default 'x'");
                assertThat(rows(select.executeQuery(), "a", "b")).containsExactly("1|x");
                execute(other, "alter table changing drop column b");
                // Inside a transaction the driver cannot heal it by preparing once more.
                connection.setAutoCommit(false);
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(select::executeQuery)
                        .withMessageContaining("cached plan must not change result type")
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
                connection.rollback();
            }
        }
    }

    @Test
    void aTransactionGoesOnAfterAnErrorIfTheDriverSavesIt() throws SQLException {
        try (var connection = connect("autosave=always")) {
            connection.setAutoCommit(false);
            execute(connection, "create temp table saved (n integer)", "insert into saved values (1)");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> execute(connection, "insert into saved values ('no number')"));
            execute(connection, "insert into saved values (2)");
            var mark = connection.setSavepoint();
            execute(connection, "insert into saved values (3)");
            connection.rollback(mark);
            connection.commit();
            assertThat(query(connection, "select sum(n) from saved")).containsExactly("3");
        }
    }

    @Test
    void statementsEndWhenTheyAreCancelledOrTakeTooLong() throws Exception {
        var endless = "select count(*) from generate_series(1, 100000) a, generate_series(1, 1000000) b";
        try (var connection = connect(EXTENDED);
                var statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.executeQuery(endless))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            execute(connection, "set statement_timeout to 200");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> query(connection, endless))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            execute(connection, "reset statement_timeout");
            assertThat(query(connection, "select 1")).containsExactly("1");
        }
    }

    @Test
    void copyGoesInAndOut() throws Exception {
        try (var connection = connect(EXTENDED)) {
            execute(connection, "create temp table copied (n integer, note varchar(20))");
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            var text = new StringBuilder();
            IntStream.range(0, 1_000)
                    .forEach(n -> text.append(n).append("\tnote ").append(n).append('\n'));
            assertThat(copy.copyIn("copy copied from stdin", new StringReader(text.toString())))
                    .isEqualTo(1_000);
            var out = new StringWriter();
            assertThat(copy.copyOut("copy (select * from copied order by n) to stdout", out))
                    .isEqualTo(1_000);
            assertThat(out).hasToString(text.toString());
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> copy.copyIn("copy copied from stdin", new StringReader("x\ty\n")));
            assertThat(query(connection, "select count(*) from copied")).containsExactly("1000");
        }
    }

    @Test
    void copyInBinaryGoesInAndOut() throws Exception {
        try (var connection = connect(EXTENDED)) {
            execute(
                    connection,
                    "create temp table binary_copied (n integer, big bigint, amount decimal(10,2), ratio float8, "
                            + "note varchar(20), fixed char(5), day date, at timestamp, yes boolean)");
            execute(
                    connection,
                    "insert into binary_copied values (1, 9000000000, -12.34, 0.1, 'a note', 'ab', '2024-02-29', "
                            + "'2024-02-29 12:34:56.789', true), (2, null, null, null, null, null, null, null, null)");
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            var bytes = new ByteArrayOutputStream();
            assertThat(copy.copyOut("copy binary_copied to stdout (format binary)", bytes))
                    .isEqualTo(2);
            assertThat(copy.copyIn(
                            "copy binary_copied from stdin with binary", new ByteArrayInputStream(bytes.toByteArray())))
                    .isEqualTo(2);
            assertThat(query(connection, "select count(distinct n) from binary_copied"))
                    .containsExactly("2");
            assertThat(query(connection, "select count(*) from (select distinct * from binary_copied) as d"))
                    .containsExactly("2");
            var broken = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 7);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> copy.copyIn(
                            "copy binary_copied from stdin (format binary)", new ByteArrayInputStream(broken)))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("22P04"));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> copy.copyOut("copy binary_copied to stdout (format binary, header)", bytes))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42601"));
            assertThat(query(connection, "select count(*) from binary_copied")).containsExactly("4");
        }
    }

    @Test
    void parametersWithoutTypeAreDescribed() throws SQLException {
        try (var connection = connect(EXTENDED);
                var select = connection.prepareStatement(
                        "select name, ? from work.customers where id = ? and name like ?")) {
            var parameters = select.getParameterMetaData();
            assertThat(parameters.getParameterCount()).isEqualTo(3);
            assertThat(parameters.getParameterTypeName(2)).isEqualTo("int4");
            var columns = select.getMetaData();
            assertThat(columns.getColumnName(1)).isEqualTo("name");
            assertThat(columns.getPrecision(1)).isEqualTo(20);
        }
    }
}
