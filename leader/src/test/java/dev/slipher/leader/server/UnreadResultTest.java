package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not read what they asked for, and what that means for others: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class UnreadResultTest {
    /** More than there are slots. */
    private static final int CLIENTS = 7;

    private static final int ROWS = 40_000;
    private static final int WIDE_ROWS = 400;

    private Server server;
    private Connection connection;

    @BeforeAll
    void start(@TempDir Path folder) throws SQLException {
        var memory = new MemoryBudget(512L << 20, 256L << 20, 64L << 20, 16L << 20);
        server = WarehouseServer.open(
                new Configuration(0, "127.0.0.1", folder, memory, Optional.empty(), LogLevel.INFO));
        connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/dev?user=admin"
                .formatted(server.address().getPort()));
        execute("create table t as select g n, repeat(md5(g::varchar), 12) s from generate_series(1, %d) g(g)"
                .formatted(ROWS));
        execute("create table wide as select g n, repeat(md5(g::varchar), 1900) s from generate_series(1, %d) g(g)"
                .formatted(WIDE_ROWS));
    }

    @AfterAll
    void stop() throws SQLException {
        connection.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from t",
                "copy t to stdout",
                "copy t to stdout with (format binary)",
                "begin; declare c cursor for select * from t; fetch all from c"
            })
    void statementsThatNobodyReadsKeepNoSlot(String sql) throws Exception {
        assertThatNobodyIsKeptOut(ROWS, client -> client.query(sql));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, ROWS / 2 + 1})
    void portalsThatNobodyReadsKeepNoSlot(int maxRows) throws Exception {
        assertThatNobodyIsKeptOut(maxRows == 0 ? ROWS : maxRows, client -> client.execute("select * from t", maxRows));
    }

    @ParameterizedTest
    @ValueSource(strings = {"select * from wide", "copy wide to stdout"})
    void wideRowsThatNobodyReadsKeepNoSlot(String sql) throws Exception {
        assertThatNobodyIsKeptOut(WIDE_ROWS, client -> client.query(sql));
    }

    private interface Start {
        void start(RawClient client) throws IOException;
    }

    private void assertThatNobodyIsKeptOut(int rows, Start start) throws Exception {
        var clients = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                var client = connectRaw();
                clients.add(client);
                start.start(client);
            }
            for (var client : clients) {
                client.awaitRow();
            }
            assertThat(numbers("select count(*) from t")).containsExactly((long) ROWS);
            while (!numbers("select count(*) from stv_wlm_query_state where state <> 'Returning'")
                    .equals(List.of(0L))) {
                Thread.onSpinWait();
            }
            assertThat(clients.getFirst().readToEnd()).isEqualTo("%d rows".formatted(rows));
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"select * from t", "copy t to stdout"})
    void whoeverDoesNotReadCanBeCancelled(String sql) throws Exception {
        try (var client = connectRaw()) {
            client.query(sql);
            client.awaitRow();
            execute("cancel %d".formatted(client.processId()));
            while (!numbers("select count(*) from stv_inflight where pid = %d".formatted(client.processId()))
                    .equals(List.of(0L))) {
                Thread.onSpinWait();
            }
            assertThat(client.readToEnd()).isEqualTo("57014");
            client.query("select 1");
            assertThat(client.readToEnd()).isEqualTo("1 rows");
        }
    }

    @Test
    void whatReadsNoTableNeedsNoSlotOfAFullQueue() throws Exception {
        var busy = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                var client = connectRaw();
                busy.add(client);
                client.query("select count(*) from t a, t b, t c where a.n + b.n + c.n < 0");
            }
            while (!numbers("select count(*) from stv_wlm_query_state where state = 'QueuedWaiting'")
                    .equals(List.of(CLIENTS - 5L))) {
                Thread.onSpinWait();
            }
            assertThat(numbers("select 1")).containsExactly(1L);
            execute("show search_path");
            execute("prepare p(integer) as select $1 + 1");
            execute("execute p(1 + 1)");
            assertThat(numbers("select count(*) from svv_table_info where tbl_rows = " + ROWS))
                    .containsExactly(1L);
            assertThat(numbers("select sum(slot_count), min(service_class) from stv_wlm_query_state"))
                    .containsExactly((long) CLIENTS, 100L);
            assertThat(numbers("select count(*) from stv_inflight")).containsExactly(CLIENTS + 1L);

            for (var client : busy) {
                execute("cancel %d".formatted(client.processId()));
                assertThat(client.readToEnd()).isEqualTo("57014");
            }
            assertThat(numbers("select count(*) from t")).containsExactly((long) ROWS);
            assertThat(numbers("select count(*) from stl_wlm_query where service_class < 5"))
                    .containsExactly(0L);
        } finally {
            for (var client : busy) {
                client.close();
            }
        }
    }

    private RawClient connectRaw() throws IOException {
        return new RawClient(server.address().getPort());
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Long> numbers(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            var values = new ArrayList<Long>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                values.add(result.getLong(i));
            }
            return values;
        }
    }
}
