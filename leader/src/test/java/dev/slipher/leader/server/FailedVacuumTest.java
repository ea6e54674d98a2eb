package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.objectstore.FillableDisk;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a VACUUM leaves behind whose commit the disk refuses. */
final class FailedVacuumTest {
    @TempDir
    private Path folder;

    @Test
    void itsSegmentsAreDeletedAtOnce() throws Exception {
        var disk = new FillableDisk();
        try (var server = new TestServer(disk.openStore(folder.resolve("store")), folder.resolve("temp"));
                var connection = server.connect();
                var statement = connection.createStatement()) {
            // Few enough that nothing joins them by itself.
            statement.execute("create table t as select g id, md5(g::varchar) s from generate_series(1, 50000) g(g)");
            statement.execute("insert into t select * from t");
            var before = server.store().list("segment/", "", 100);
            assertThat(before).hasSize(2);
            var fails = new AtomicBoolean(true);
            disk.failOverwritingIf(() -> fails.getAndSet(false));

            assertThatThrownBy(() -> statement.execute("vacuum t"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("58030"));
            assertThat(fails).isFalse();
            assertThat(server.store().list("segment/", "", 100)).isEqualTo(before);

            statement.execute("vacuum t");
            assertThat(server.store().list("segment/", "", 100)).hasSize(3);
        }
    }
}
