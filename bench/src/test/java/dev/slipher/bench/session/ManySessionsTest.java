package dev.slipher.bench.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a working day looks like to the server: hundreds of connections, and rows that arrive one by one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManySessionsTest {
    private static final int SESSIONS = 200;
    private static final int WRITING_SESSIONS = 32;
    private static final int ROWS_A_SESSION = Integer.getInteger("slipher.insert.rows", 500);
    /** Each statement's rows are too many for the log. */
    private static final int ROWS_A_SEGMENT = 10_000;

    private static final int SEGMENTS_A_SESSION = 4;
    private static final int MOST_SEGMENTS = 20;

    private ServerProcess server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = ServerProcess.start(folder, "1g");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    @Timeout(120)
    void twoHundredConnectionsDoTheirEverydayWorkAtOnce() throws Exception {
        execute("create table shared_rows (session integer, n integer, note varchar(40))");
        var allAreConnected = new CountDownLatch(SESSIONS);
        inSessions(SESSIONS, session -> connection -> {
            allAreConnected.countDown();
            allAreConnected.await();
            doEverydayWork(connection, session);
        });
        assertThat(numbers("select count(*), count(distinct session), sum(n) from shared_rows"))
                .containsExactly(2L * SESSIONS, (long) SESSIONS, 3L * SESSIONS);
        assertThat(numbers("select count(*) from pg_class where relname like 'own_rows%'"))
                .as("temporary tables after their sessions' end")
                .containsExactly(0L);
    }

    @Test
    @Timeout(300)
    void rowsInsertedOneByOneAreAllThereInFewSegments() throws Exception {
        execute("create table single_rows (session integer, n integer, note varchar(40))");
        printRate(1, timeInserts(1));
        printRate(WRITING_SESSIONS, timeInserts(WRITING_SESSIONS));
        var rows = (long) ROWS_A_SESSION * (1 + WRITING_SESSIONS);
        awaitFewSegments("single_rows");
        assertThat(numbers("select count(*) from single_rows")).containsExactly(rows);
    }

    @Test
    @Timeout(300)
    void segmentsOfManyStatementsBecomeFewWithoutVacuum() throws Exception {
        execute("create table many_segments (session integer, n integer, note varchar(40))");
        inSessions(WRITING_SESSIONS, session -> connection -> {
            try (var statement = connection.createStatement()) {
                for (var n = 0; n < SEGMENTS_A_SESSION; n++) {
                    statement.execute("insert into many_segments select %d, g, md5(g::varchar) from ".formatted(session)
                            + "generate_series(1, %d) as s(g)".formatted(ROWS_A_SEGMENT));
                }
            }
        });
        awaitFewSegments("many_segments");
        assertThat(numbers("select count(*) from many_segments"))
                .containsExactly((long) WRITING_SESSIONS * SEGMENTS_A_SESSION * ROWS_A_SEGMENT);
    }

    /** Waits until a table has no more segments than background compaction leaves, which nobody asks for here. */
    private void awaitFewSegments(String table) throws SQLException {
        var segments = "select count(*) from stv_blocklist b join pg_class c on c.oid = b.tbl "
                + "where c.relname = '%s' and b.col = 0".formatted(table);
        try (var connection = server.connect()) {
            for (var count = segmentCount(connection, segments);
                    count > MOST_SEGMENTS;
                    count = segmentCount(connection, segments)) {
                assertThat(Thread.currentThread().isInterrupted())
                        .as("out of time with %d segments", count)
                        .isFalse();
            }
        }
    }

    private static long segmentCount(Connection connection, String sql) throws SQLException {
        return numbers(connection, sql).getFirst();
    }

    /** Reads, writes, a transaction that stays, one that goes, a temporary table, a mistake, and the catalog. */
    private static void doEverydayWork(Connection connection, int session) throws SQLException {
        try (var statement = connection.createStatement()) {
            assertThat(numbers(connection, "select sum(g) from generate_series(1, 100) as s(g)"))
                    .containsExactly(5_050L);
            statement.execute("create temp table own_rows (n integer)");
            statement.execute("insert into own_rows values (1), (2), (%d)".formatted(session));
            assertThat(numbers(connection, "select count(*), sum(n) from own_rows"))
                    .containsExactly(3L, 3L + session);
            insert(connection, "shared_rows", session, 1);
            connection.setAutoCommit(false);
            insert(connection, "shared_rows", session, 2);
            connection.commit();
            insert(connection, "shared_rows", session, 1_000);
            connection.rollback();
            connection.setAutoCommit(true);
            assertThat(numbers(connection, "select sum(n) from shared_rows where session = " + session))
                    .containsExactly(3L);
            assertThat(refusal(connection, "select * from rows_of_nobody")).isEqualTo("42P01");
            assertThat(numbers(connection, "select count(*) from pg_class where relname = 'shared_rows'"))
                    .containsExactly(1L);
        }
    }

    private long timeInserts(int sessions) throws InterruptedException, ExecutionException {
        var start = System.nanoTime();
        inSessions(sessions, session -> connection -> {
            try (var insert = connection.prepareStatement("insert into single_rows values (?, ?, ?)")) {
                for (var n = 0; n < ROWS_A_SESSION; n++) {
                    insert.setInt(1, session);
                    insert.setInt(2, n);
                    insert.setString(3, "row " + n);
                    insert.executeUpdate();
                }
            }
        });
        return System.nanoTime() - start;
    }

    private static void printRate(int sessions, long nanos) {
        System.out.printf(
                "%d sessions: %.0f single-row inserts a second%n", sessions, sessions * ROWS_A_SESSION * 1e9 / nanos);
    }

    private interface Work {
        void run(Connection connection) throws Exception;
    }

    private void inSessions(int count, IntFunction<Work> works) throws InterruptedException, ExecutionException {
        var sessions = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var session = 0; session < count; session++) {
                var work = works.apply(session);
                sessions.add(threads.submit(() -> {
                    try (var connection = server.connect()) {
                        work.run(connection);
                    }
                    return null;
                }));
            }
        }
        for (var session : sessions) {
            session.get();
        }
    }

    private static void insert(Connection connection, String table, int session, int n) throws SQLException {
        try (var insert = connection.prepareStatement("insert into " + table + " values (?, ?, ?)")) {
            insert.setInt(1, session);
            insert.setInt(2, n);
            insert.setString(3, "note of " + session);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private static String refusal(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return "accepted";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Long> numbers(String sql) throws SQLException {
        try (var connection = server.connect()) {
            return numbers(connection, sql);
        }
    }

    private static List<Long> numbers(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            var values = LongStream.builder();
            for (var column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                values.add(result.getLong(column));
            }
            return values.build().boxed().toList();
        }
    }
}
