package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments that nothing names do not stay on the disk. */
final class SegmentFilesTest {
    private static final String MANY_ROWS = " as select g, g::varchar s from generate_series(1, 60000) g(g)";

    @TempDir
    private Path folder;

    @Test
    void aTransactionThatEndsInVainLeavesNone() throws Exception {
        try (var server = open();
                var connection = server.connect()) {
            run(connection, "begin");
            run(connection, "create table t" + MANY_ROWS);
            assertThat(segments()).isPositive();
            run(connection, "rollback");
            assertThat(segments()).isZero();

            assertThatThrownBy(() -> run(
                            connection,
                            "create table u as select g, 1 / (59999 - g) q from generate_series(1, 60000) g(g)"))
                    .hasMessageContaining("division by zero");
            assertThat(segments()).isZero();

            run(connection, "create table kept" + MANY_ROWS);
            var kept = segments();
            assertThat(kept).isPositive();
            run(connection, "begin; savepoint s; insert into kept select * from kept; rollback to s; commit");
            assertThat(segments()).isEqualTo(kept);
            try (var other = server.connect()) {
                run(connection, "begin; insert into kept select * from kept");
                run(connection, "delete from kept where g = 1");
                run(other, "begin; insert into kept values (0, '')");
                assertThatThrownBy(() -> run(other, "set statement_timeout = 100; delete from kept where g = 1"))
                        .isInstanceOf(SQLException.class);
            }
            run(connection, "commit");
            assertThat(segments()).isGreaterThan(kept);
        }
    }

    @Test
    void temporaryTablesTakeTheirsAlong() throws Exception {
        try (var server = open();
                var connection = server.connect()) {
            run(connection, "create temp table t" + MANY_ROWS);
            assertThat(segments()).isPositive();
            run(connection, "begin; drop table t; rollback");
            assertThat(segments()).isPositive();
            assertThat(count(connection)).isEqualTo(60_000);
            run(connection, "drop table t");
            assertThat(segments()).isZero();

            run(connection, "create temp table t" + MANY_ROWS);
            run(connection, "begin; insert into t select * from t; rollback");
            assertThat(count(connection)).isEqualTo(60_000);
            run(connection, "insert into t select * from t");
            assertThat(count(connection)).isEqualTo(120_000);
        }
        assertThat(segments()).isZero();
    }

    private TestServer open() throws InterruptedException {
        return new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
    }

    private static long count(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from t")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long segments() throws IOException {
        var segments = folder.resolve("store/segment");
        if (!Files.exists(segments)) {
            return 0;
        }
        try (var files = Files.walk(segments)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
