package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.server.WarehouseServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters that the protocol binds have neither length nor precision, whatever the statement was prepared over. */
class BoundParametersTest {
    private Server server;
    private Connection connection;

    @BeforeEach
    void start(@TempDir Path folder) throws SQLException {
        var memory = new MemoryBudget(512L << 20, 256L << 20, 64L << 20, 16L << 20);
        server = WarehouseServer.open(new Configuration(0, "127.0.0.1", folder, memory, LogLevel.INFO));
        var properties = new Properties();
        properties.setProperty("user", "admin");
        properties.setProperty("prepareThreshold", "-1");
        connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/dev".formatted(server.address().getPort()), properties);
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        server.close();
    }

    /** {@link Types#OTHER} leaves the OID to the server, {@link Types#NUMERIC} sends that of numeric. */
    @ParameterizedTest
    @CsvSource({"1111, true", "1111, false", "2, true", "2, false"})
    void aNumberGoesIntoTheColumnThatThereIsNow(int type, boolean recreated) throws SQLException {
        run("create table t (a numeric(10,2))");
        try (var insert = connection.prepareStatement("insert into t values (?)")) {
            insertNumber(insert, type);
            assertThat(column("select a from t")).containsExactly("1.23");
            if (recreated) {
                run("drop table t");
                run("create table t (a numeric(18,8))");
                insertNumber(insert, type);
                assertThat(column("select a from t")).containsExactly("1.23456789");
            }
        }
    }

    private static void insertNumber(PreparedStatement insert, int type) throws SQLException {
        insert.setObject(1, type == Types.OTHER ? "1.23456789" : new BigDecimal("1.23456789"), type);
        insert.executeUpdate();
    }

    @Test
    void aStringGoesIntoTheColumnThatThereIsNow() throws SQLException {
        run("create table t (a varchar(3))");
        try (var insert = connection.prepareStatement("insert into t values (?)")) {
            insert.setObject(1, "abcdef", Types.OTHER);
            assertThatThrownBy(insert::executeUpdate)
                    .hasMessageContaining("value too long for type character varying(3)");
            run("alter table t alter column a type varchar(20)");
            insert.executeUpdate();
        }
        assertThat(column("select a from t")).containsExactly("abcdef");
    }

    @Test
    void aBinaryValueKeepsToTheLengthOfItsColumn() throws SQLException {
        run("create table t (a varbyte(3))");
        try (var insert = connection.prepareStatement("insert into t values (?)")) {
            insert.setBytes(1, new byte[] {97, 98, 99, 32});
            assertThatThrownBy(insert::executeUpdate).hasMessageContaining("value too long for type binary varying(3)");
            insert.setObject(1, "61626320", Types.OTHER);
            assertThatThrownBy(insert::executeUpdate).hasMessageContaining("value too long for type binary varying(3)");
            insert.setBytes(1, new byte[] {97, 98, -1});
            insert.executeUpdate();
        }
        assertThat(column("select to_hex(a) from t")).containsExactly("6162ff");
    }

    @Test
    void aNumberOfMoreDigitsIsComparedAndReturnedAsItIs() throws SQLException {
        run("create table t (a numeric(5,2))");
        run("insert into t values (1.23), (1.24)");
        connection.setAutoCommit(false);
        try (var select = connection.prepareStatement("select a + ? from t where a > ? order by a")) {
            select.setFetchSize(1);
            for (var added : List.of("1.2345", "100000.5")) {
                select.setBigDecimal(1, new BigDecimal(added));
                select.setBigDecimal(2, new BigDecimal("1.2399"));
                try (var rows = select.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(new BigDecimal(rows.getString(1)))
                            .isEqualByComparingTo(new BigDecimal(added).add(new BigDecimal("1.24")));
                    assertThat(rows.next()).isFalse();
                }
            }
        }
    }

    @Test
    void theRowsOfAnExecuteAreFetchedInPartsWithTheirDigits() throws SQLException {
        run("create table t (a numeric(5,2))");
        run("insert into t values (1.23), (1.24)");
        run("prepare p as select a + $1 from t order by a");
        connection.setAutoCommit(false);
        try (var execute = connection.prepareStatement("execute p(0.0001)")) {
            execute.setFetchSize(1);
            try (var rows = execute.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("1.2301");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("1.2401");
            }
        }
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> column(String sql) throws SQLException {
        var values = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
