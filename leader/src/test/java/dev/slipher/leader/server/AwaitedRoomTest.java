package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inserts that wait until rows that came before are written out. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
final class AwaitedRoomTest {
    /** Random ones, so that as good as all of them wait for room. */
    private static final int ROW_BYTES = 60_000;

    /** More rows than there is room for. */
    private static final int TOO_MANY = 1_000;

    private final Random random = new Random(1);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"simple, true", "extended, true", "extended, false"})
    void endWhenTheStatementTakesTooLong(String queryMode, boolean autocommit) throws Exception {
        try (var server = new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
                var connection = connect(server, queryMode)) {
            run(connection, "create table t (s varchar(65535))");
            var writeOut = new CountDownLatch(1);
            server.log().flushRowsWith((_, _) -> {
                try {
                    writeOut.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            connection.setAutoCommit(autocommit);
            run(connection, "set statement_timeout to 3000");
            if (!autocommit) {
                connection.commit();
            }
            try {
                assertThatThrownBy(() -> insert(connection))
                        .hasMessage("ERROR: canceling statement due to statement timeout");
                if (!autocommit) {
                    connection.rollback();
                }
                assertThat(connection.isValid(0)).isTrue();
                try (var other = connect(server, queryMode)) {
                    // The locks are given back.
                    run(other, "set statement_timeout to 20000");
                    run(other, "truncate t");
                }
            } finally {
                writeOut.countDown();
            }
        }
    }

    private static Connection connect(TestServer server, String queryMode) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/dev?user=admin&preferQueryMode=%s".formatted(server.port(), queryMode));
    }

    private void insert(Connection connection) throws SQLException {
        for (var i = 0; i < TOO_MANY; i++) {
            var bytes = new byte[ROW_BYTES];
            random.nextBytes(bytes);
            var text = Base64.getEncoder().encodeToString(bytes).substring(0, ROW_BYTES);
            run(connection, "insert into t values ('%s')".formatted(text));
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
