package dev.slipher.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.CannedEngine.Answer;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLException;

@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PgJdbcTest {
    private static final LocalDateTime MOMENT = LocalDateTime.of(2024, 2, 29, 1, 2, 3, 456_789_000);
    private static final List<SqlType> ECHOED = List.of(
            SqlType.Simple.INTEGER,
            SqlType.Simple.BIGINT,
            SqlType.Simple.SMALLINT,
            new SqlType.Decimal(12, 3),
            new SqlType.Decimal(38, 10),
            SqlType.Simple.REAL,
            SqlType.Simple.DOUBLE,
            SqlType.Simple.BOOLEAN,
            new SqlType.Varchar(40),
            SqlType.Simple.DATE,
            SqlType.Simple.TIMESTAMP,
            SqlType.Simple.TIMESTAMPTZ,
            SqlType.Simple.TIME,
            new SqlType.Varbyte(40));

    private final AtomicReference<List<Datum>> bound = new AtomicReference<>();
    private TestServer server;

    @BeforeAll
    void start() throws InterruptedException {
        var echoed = new ArrayList<ResultColumn>();
        for (var i = 0; i < ECHOED.size(); i++) {
            echoed.add(ResultColumn.of("c" + i, ECHOED.get(i)));
        }
        server = new TestServer(CannedServer.engine()
                .answer(echoSql("$"), new Answer.Rows(ECHOED, echoed, PgJdbcTest::echo, "SELECT 1"))
                .answer(
                        "insert $1,$2",
                        new Answer.Command(
                                List.of(SqlType.Simple.INTEGER, new SqlType.Varchar(20)), (_, parameters, _) -> {
                                    bound.set(parameters);
                                    return "INSERT 0 1";
                                }))
                .answer("text of $1", new Answer.Command(List.of(new SqlType.Varchar(80)), (_, parameters, _) -> {
                    bound.set(parameters);
                    return "INSERT 0 1";
                }))
                .answer(
                        "seven rows",
                        new Answer.Rows(
                                List.of(),
                                List.of(ResultColumn.of("n", SqlType.Simple.INTEGER)),
                                (index, _) -> index < 7 ? CannedServer.numbers(1) : CannedEngine.empty(),
                                "SELECT 7"))
                .rows("select é", List.of(ResultColumn.of("é", new SqlType.Varchar(10))), constant("é"))
                .command("notice", (_, _, sink) -> {
                    sink.notice(Notice.warning(SqlState.WARNING, "look out"));
                    return "SELECT 0";
                })
                .command("bug", (_, _, _) -> {
                    throw new IllegalStateException("a defect");
                })
                .command("deep", (_, _, _) -> Integer.toString(recurse(0)))
                .fails("broken", new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero")));
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : 1 + recurse(depth + 1) + recurse(depth + 2);
    }

    private static Batch constant(String text) {
        return new Batch(
                new Vector[] {
                    new ConstantVector(PhysicalKind.BYTES, new Datum.Bytes(text.getBytes(StandardCharsets.UTF_8)))
                },
                1);
    }

    private static Batch echo(int index, List<Datum> parameters) {
        if (index > 0) {
            return CannedEngine.empty();
        }
        var vectors = new Vector[parameters.size()];
        for (var i = 0; i < vectors.length; i++) {
            vectors[i] = new ConstantVector(ECHOED.get(i).physicalKind(), parameters.get(i));
        }
        return new Batch(vectors, 1);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void selectsInEveryQueryMode(String mode) throws SQLException {
        try (var connection = server.connect("preferQueryMode", mode);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select 1")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
            assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.INTEGER);
            assertThat(rows.next()).isFalse();
        }
    }

    /** Returns the statement with its parameters as the driver's user writes them, or as the server sees them. */
    private static String echoSql(String sign) {
        var sql = new StringBuilder("echo ");
        for (var i = 1; i <= ECHOED.size(); i++) {
            sql.append(i == 1 ? "" : ",").append(sign).append(sign.equals("$") ? i : "");
        }
        return sql.toString();
    }

    /** A prepare threshold of -1 makes pgjdbc send and ask for binary values at once. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void everyTypeComesBackAsItWasSent(String prepareThreshold) throws SQLException {
        try (var connection = server.connect("prepareThreshold", prepareThreshold);
                var statement = connection.prepareStatement(echoSql("?"))) {
            assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(ECHOED.size());
            statement.setInt(1, -42);
            statement.setLong(2, Long.MIN_VALUE);
            statement.setShort(3, Short.MAX_VALUE);
            statement.setBigDecimal(4, new BigDecimal("-12345.678"));
            statement.setBigDecimal(5, new BigDecimal("1234567890123456789012345678.0123456789"));
            statement.setFloat(6, 0.1f);
            statement.setDouble(7, 0.1);
            statement.setBoolean(8, true);
            statement.setString(9, "žluť'\"");
            statement.setObject(10, MOMENT.toLocalDate());
            statement.setObject(11, MOMENT);
            statement.setObject(12, MOMENT.atOffset(ZoneOffset.ofHours(2)));
            statement.setObject(13, MOMENT.toLocalTime());
            statement.setBytes(14, new byte[] {0, 1, -1});
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(-42);
                assertThat(rows.getLong(2)).isEqualTo(Long.MIN_VALUE);
                assertThat(rows.getShort(3)).isEqualTo(Short.MAX_VALUE);
                assertThat(rows.getBigDecimal(4)).isEqualTo(new BigDecimal("-12345.678"));
                assertThat(rows.getBigDecimal(5)).isEqualTo(new BigDecimal("1234567890123456789012345678.0123456789"));
                assertThat(rows.getFloat(6)).isEqualTo(0.1f);
                assertThat(rows.getDouble(7)).isEqualTo(0.1);
                assertThat(rows.getBoolean(8)).isTrue();
                assertThat(rows.getString(9)).isEqualTo("žluť'\"");
                assertThat(rows.getObject(10, LocalDate.class)).isEqualTo(MOMENT.toLocalDate());
                assertThat(rows.getObject(11, LocalDateTime.class)).isEqualTo(MOMENT);
                assertThat(rows.getObject(12, OffsetDateTime.class).toInstant())
                        .isEqualTo(MOMENT.atOffset(ZoneOffset.ofHours(2)).toInstant());
                assertThat(rows.getObject(13, LocalTime.class)).isEqualTo(MOMENT.toLocalTime());
                assertThat(rows.getString(14)).isEqualTo("0001ff");
            }
            for (var i = 1; i <= ECHOED.size(); i++) {
                statement.setObject(i, null);
            }
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                for (var i = 1; i <= ECHOED.size(); i++) {
                    assertThat(rows.getObject(i)).isNull();
                }
            }
        }
    }

    @Test
    void columnsTellTheirTypes() throws SQLException {
        try (var connection = server.connect();
                var statement = connection.prepareStatement(echoSql("?"))) {
            var columns = statement.getMetaData();
            assertThat(columns.getColumnTypeName(1)).isEqualTo("int4");
            assertThat(columns.getPrecision(4)).isEqualTo(12);
            assertThat(columns.getScale(4)).isEqualTo(3);
            assertThat(columns.getColumnTypeName(9)).isEqualTo("varchar");
            assertThat(columns.getPrecision(9)).isEqualTo(40);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void aTypeThatTheWarehouseLacksIsSentAsItsText(String prepareThreshold) throws SQLException {
        var uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
        try (var connection = server.connect("prepareThreshold", prepareThreshold);
                var statement = connection.prepareStatement("text of ?")) {
            statement.setObject(1, uuid);
            assertThat(statement.executeUpdate()).isEqualTo(1);
            assertThat(bound.get())
                    .containsExactly(new Datum.Bytes(uuid.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aValueThatIsNoneOfItsTypeIsRefused() throws SQLException {
        try (var connection = server.connect();
                var statement = connection.prepareStatement("insert ?,?")) {
            statement.setObject(1, "twelve", Types.OTHER);
            statement.setString(2, "a");
            assertThatThrownBy(statement::executeUpdate).extracting("SQLState").isEqualTo("22P02");
            statement.setInt(1, 12);
            assertThat(statement.executeUpdate()).isEqualTo(1);
            assertThat(bound.get().getFirst()).isEqualTo(new Datum.Integral(12));
        }
    }

    @Test
    void reportsErrorsWithTheirFields() throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("select error"))
                    .isInstanceOfSatisfying(PSQLException.class, error -> {
                        assertThat(error.getSQLState()).isEqualTo("42703");
                        var fields = error.getServerErrorMessage();
                        assertThat(fields.getMessage()).isEqualTo("column \"error\" does not exist");
                        assertThat(fields.getSeverity()).isEqualTo("ERROR");
                        assertThat(fields.getDetail()).isEqualTo("There is no column.");
                        assertThat(fields.getHint()).isEqualTo("Name one that exists.");
                        assertThat(fields.getPosition()).isEqualTo(8);
                    });
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    void aDefectEndsTheStatementAndNotTheSession() throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("bug"))
                    .hasMessageContaining("a defect")
                    .extracting("SQLState")
                    .isEqualTo("XX000");
            assertThatThrownBy(() -> statement.execute("deep"))
                    .extracting("SQLState")
                    .isEqualTo("54001");
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    void anErrorFailsTheTransactionBlockUntilRollback() throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> statement.execute("broken"))
                    .extracting("SQLState")
                    .isEqualTo("22012");
            assertThatThrownBy(() -> statement.execute("select 1"))
                    .extracting("SQLState")
                    .isEqualTo("25P02");
            connection.rollback();
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    void fetchesAFewRowsAtATime() throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(3);
            try (var rows = statement.executeQuery("seven rows")) {
                var count = 0;
                while (rows.next()) {
                    count++;
                }
                assertThat(count).isEqualTo(7);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void runsBatches(String mode) throws SQLException {
        try (var connection = server.connect("preferQueryMode", mode);
                var statement = connection.createStatement()) {
            for (var i = 0; i < 200; i++) {
                statement.addBatch("set x = " + i);
            }
            assertThat(statement.executeBatch()).hasSize(200);
            statement.addBatch("set x = 1");
            statement.addBatch("broken");
            statement.addBatch("set x = 2");
            assertThatThrownBy(statement::executeBatch).hasMessageContaining("division by zero");
            assertThat(statement.execute("select 1; set x = 1; select 1")).isTrue();
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getMoreResults()).isTrue();
        }
    }

    @Test
    void showsNotices() throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("notice");
            assertThat(statement.getWarnings().getMessage()).isEqualTo("look out");
            assertThat(statement.getWarnings().getSQLState()).isEqualTo("01000");
        }
    }

    @Test
    void cancelsARunningStatementOnly() throws Exception {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.cancel();
            assertThat(statement.execute("select 1")).isTrue();
            var session = session(connection);
            var canceller = Thread.ofVirtual().start(() -> cancelOnceRunning(session, statement));
            assertThatThrownBy(() -> statement.execute("select sleep"))
                    .extracting("SQLState")
                    .isEqualTo("57014");
            canceller.join();
            assertThat(session.cancels.availablePermits()).isZero();
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    private static void cancelOnceRunning(CannedSession session, Statement statement) {
        try {
            session.running.acquire();
            statement.cancel();
        } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private CannedSession session(Connection connection) throws SQLException {
        var processId = connection.unwrap(PGConnection.class).getBackendPID();
        return server.engine.opened.stream()
                .filter(session -> session.processId() == processId)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void copiesInAndOut() throws Exception {
        try (var connection = server.connect()) {
            var copies = new CopyManager(connection.unwrap(BaseConnection.class));
            var lines = "a line\n".repeat(300_000);
            assertThat(copies.copyIn("copy in", new StringReader(lines))).isEqualTo(300_000);
            var out = new StringWriter();
            assertThat(copies.copyOut("copy out", out)).isEqualTo(2);
            assertThat(out).hasToString("1\tone\n2\ttwo\n");
            try (var statement = connection.createStatement()) {
                assertThat(statement.execute("select 1")).isTrue();
            }
        }
    }

    @Test
    void aClientMayGiveUpItsCopy() throws Exception {
        try (var connection = server.connect()) {
            var copy = new CopyManager(connection.unwrap(BaseConnection.class)).copyIn("copy in");
            copy.writeToCopy("line\n".getBytes(StandardCharsets.UTF_8), 0, 5);
            copy.cancelCopy();
            try (var statement = connection.createStatement()) {
                assertThat(statement.execute("select 1")).isTrue();
            }
        }
    }

    @Test
    void reportsSettingsThatChange() throws SQLException {
        try (var connection = server.connect("ApplicationName", "first")) {
            var parameters = connection.unwrap(PGConnection.class);
            assertThat(parameters.getParameterStatus("application_name")).isEqualTo("first");
            try (var statement = connection.createStatement()) {
                statement.execute("set TimeZone = 'Europe/Berlin'");
            }
            assertThat(parameters.getParameterStatus("TimeZone")).isEqualTo("Europe/Berlin");
        }
    }
}
