package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Clients that load rows at their own pace by COPY FROM STDIN, and what that means for others. */
@Timeout(120)
final class SlowLoadTest {
    /** More than there are slots. */
    private static final int CLIENTS = 7;

    /** Far more than what travels in a log entry. */
    private static final int ROWS = 40_000;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private TestServer server;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
        connection = server.connect();
        execute(connection, "create table t (id integer, s varchar(100)) sortkey (id)");
        execute(connection, "create table other as select g id from generate_series(1, 1000) g(g)");
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        server.close();
        threads.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return String.join(",", rows);
        }
    }

    private static CopyIn startCopy(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy t from stdin");
    }

    private static void send(CopyIn copy, String lines) throws SQLException {
        var bytes = lines.getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private static String lines(int from, int count) {
        var random = new Random(from);
        return IntStream.range(from, from + count)
                .mapToObj(id -> id + "\t" + Long.toHexString(random.nextLong()).repeat(3) + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void keepNoSlotWhileTheySendNothing() throws Exception {
        var clients = new ArrayList<Connection>();
        var copies = new ArrayList<CopyIn>();
        for (int i = 0; i < CLIENTS; i++) {
            var client = server.connect();
            clients.add(client);
            var copy = startCopy(client);
            copies.add(copy);
            send(copy, lines(i * ROWS, ROWS));
            copy.flushCopy();
        }
        assertThat(ask("select count(*) from other")).isEqualTo("1000");
        assertThat(ask("select state from stv_wlm_query_state")).isEmpty();
        assertThat(ask("select count(*) from t")).isEqualTo("0");

        copies.getFirst().cancelCopy();
        for (var copy : copies.subList(1, CLIENTS)) {
            assertThat(copy.endCopy()).isEqualTo(ROWS);
        }
        for (var client : clients) {
            client.close();
        }
        assertThat(ask("select count(distinct id) || ' ' || count(distinct s) from t"))
                .isEqualTo("%1$d %1$d".formatted((CLIENTS - 1) * ROWS));
    }

    @Test
    void waitForTheirTurnAtTheEnd() throws Exception {
        try (var loading = server.connect();
                var busy = server.connect()) {
            var copy = startCopy(loading);
            send(copy, lines(0, ROWS));
            var taking = takeAllSlots(busy);
            var ending = threads.submit(copy::endCopy);
            awaitState("Queued");
            assertThat(ending.isDone()).isFalse();
            busy.unwrap(PGConnection.class).cancelQuery();
            taking.get();
            assertThat(ending.get()).isEqualTo(ROWS);
        }
        assertThat(ask("select count(*) from t")).isEqualTo(Integer.toString(ROWS));
    }

    /** Has a connection run a query in all slots until it is cancelled. */
    private Future<?> takeAllSlots(Connection busy) throws SQLException {
        execute(busy, "set wlm_query_slot_count to 5");
        var taking = threads.submit(() -> assertThatThrownBy(() -> execute(
                        busy, "select count(*) from other a, other b, other c, other d where a.id + b.id < c.id"))
                .hasMessageContaining("canceling statement"));
        awaitState("Running");
        return taking;
    }

    /** Waits until some statement of users is in that state. */
    private void awaitState(String state) throws SQLException {
        while (!ask("select distinct trim(state) from stv_wlm_query_state").contains(state)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void mayBeStoppedWhileTheyWaitForTheirTurn() throws Exception {
        try (var loading = server.connect();
                var busy = server.connect()) {
            var copy = startCopy(loading);
            send(copy, lines(0, ROWS));
            var taking = takeAllSlots(busy);
            var ending =
                    threads.submit(() -> assertThatThrownBy(copy::endCopy).hasMessageContaining("canceling statement"));
            awaitState("Queued");
            loading.unwrap(PGConnection.class).cancelQuery();
            ending.get();
            busy.unwrap(PGConnection.class).cancelQuery();
            taking.get();
        }
        assertThat(ask("select count(*) from t")).isEqualTo("0");
        assertThat(waitingFiles()).isEmpty();
    }

    @Test
    void areWrittenInSortedPortions() throws Exception {
        var chunk = 20_000;
        var chunks = 70;
        try (var loading = server.connect()) {
            var copy = startCopy(loading);
            for (int i = chunks - 1; i >= 0; i--) {
                send(copy, lines(i * chunk, chunk));
            }
            assertThat(copy.endCopy()).isEqualTo((long) chunks * chunk);
        }
        assertThat(ask("select count(*) || ' ' || count(distinct id) || ' ' || max(id) from t"))
                .isEqualTo("%1$d %1$d %2$d".formatted(chunks * chunk, chunks * chunk - 1));
        assertThat(waitingFiles()).isEmpty();
        execute(connection, "insert into t select id + 10000000, s from t");
        assertThat(ask("select count(*) from t where id >= 10000000")).isEqualTo("" + chunks * chunk);
    }

    private List<Path> waitingFiles() throws Exception {
        try (var files = Files.list(folder.resolve("temp/results"))) {
            return files.toList();
        }
    }
}
