package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.FillableDisk;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on while queries have all memory that they share, and loads more. */
final class FullMemoryTest {
    /** More than have room in memory if none are written out, however large the heap is. */
    private static final int ROWS = 700;

    private final Random random = new Random(1);

    @TempDir
    private Path folder;

    @Test
    void rowsAreWrittenOutThatSessionsWaitFor() throws Exception {
        try (var server =
                        new TestServer(new FillableDisk().openStore(folder.resolve("store")), folder.resolve("temp"));
                var connection = server.connect();
                var statement = connection.createStatement();
                var account = server.memory().openAccount(server.memory().capacityBytes())) {
            statement.execute("create table t (id integer, s varchar(65535)) sortkey (id)");
            account.overdraw(2 * server.memory().capacityBytes());

            for (var i = 0; i < ROWS; i++) {
                statement.execute("insert into t values (%d, '%s')".formatted(random.nextInt(), text()));
            }
            var contents = server.log().current().tables().getFirst().contents();
            assertThat(contents.rowCount()).isEqualTo(ROWS);
            assertThat(contents.segments().totals().rowCount()).isPositive();
        }
    }

    private String text() {
        var bytes = new byte[45_000];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
