package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.FillableDisk;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops while nobody can say what became of a commit. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
final class WarehouseCloseTest {
    @TempDir
    private Path folder;

    @Test
    void aCompactionThatWaitsForItsCommitIsGivenUp() throws Exception {
        var disk = new FillableDisk();
        var committing = new CountDownLatch(1);
        try (var server = new TestServer(disk.openStore(folder.resolve("store")), folder.resolve("temp"));
                var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table t as select g id, md5(g::varchar) s from generate_series(1, 50000) g(g)");
            disk.failOverwritingIf(() -> {
                var compacts = Thread.currentThread().getName().equals("compaction");
                if (compacts) {
                    committing.countDown();
                }
                return compacts;
            });
            statement.execute("delete from t where id <= 30000");
            committing.await();
        }
        disk.failOverwritingIf(() -> false);
        try (var server = new TestServer(disk.openStore(folder.resolve("store")), folder.resolve("temp"));
                var connection = server.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from t")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(20_000);
        }
    }
}
