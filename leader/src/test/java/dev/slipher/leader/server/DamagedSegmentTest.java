package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment whose bytes have changed on the disk is told with all that leads to it. */
final class DamagedSegmentTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws Exception {
        try (var server = open();
                var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table t_damaged as" + " select g a, md5(g::varchar) b from generate_series(1, 60000) g(g)");
        }
    }

    @Test
    void aFlippedByteIsToldWithTableColumnBlockAndPlace() throws Exception {
        var segment = segment();
        var bytes = Files.readAllBytes(segment);
        bytes[100] ^= 1;
        replace(segment, bytes);
        requireDamage(
                "ERROR: segment [0-9a-f]{32} of table \"t_damaged\" is damaged: column 1 \\(\"a\"\\), row group 0,"
                        + " block 0, \\d+ bytes at byte 64, has checksum [0-9a-f]{8} instead of [0-9a-f]{8}");
    }

    @Test
    void aFileThatWasCutIsToldWithItsTable() throws Exception {
        var segment = segment();
        var bytes = Files.readAllBytes(segment);
        replace(segment, Arrays.copyOf(bytes, bytes.length / 2));
        requireDamage("(?s)ERROR: object \".*\" ends at byte \\d+, .*\\R.*It holds rows of table \"t_damaged\"\\.");
    }

    private void requireDamage(String message) throws Exception {
        try (var server = open();
                var connection = server.connect();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select sum(a), max(b) from t_damaged"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX001"))
                    .hasMessageMatching(message);
        }
    }

    private static void replace(Path segment, byte[] bytes) throws Exception {
        Files.write(segment, bytes);
    }

    private Path segment() throws Exception {
        try (var files = Files.walk(folder.resolve("store/segment"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private TestServer open() throws InterruptedException {
        return new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
    }
}
