package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A portal lives as long as its transaction, which outside of a block ends with Sync. */
final class PortalTest {
    private static final String THREE_ROWS = "select g from generate_series(1, 3) g(g)";

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void outsideOfABlockItEndsWithSync() throws Exception {
        client.bind("p", THREE_ROWS);
        assertThat(answerToSync()).isEqualTo("0 rows");
        client.fetch("p", 2);
        assertThat(answerToSync()).isEqualTo("34000");

        client.bind("p", THREE_ROWS);
        client.fetch("p", 2);
        assertThat(answerToSync()).isEqualTo("2 rows");
        client.fetch("p", 2);
        assertThat(answerToSync()).isEqualTo("34000");
        client.fetch("", 0);
        assertThat(answerToSync()).isEqualTo("34000");
    }

    @Test
    void insideOfABlockItEndsWithTheBlock() throws Exception {
        client.query("begin");
        client.readToEnd();
        client.bind("p", THREE_ROWS);
        assertThat(answerToSync()).isEqualTo("0 rows");
        client.fetch("p", 2);
        assertThat(answerToSync()).isEqualTo("2 rows");
        client.fetch("p", 0);
        assertThat(answerToSync()).isEqualTo("1 rows");
        client.query("commit");
        client.readToEnd();
        client.fetch("p", 0);
        assertThat(answerToSync()).isEqualTo("34000");
    }

    @Test
    void aCursorWithHoldStays() throws Exception {
        client.query("declare c cursor with hold for " + THREE_ROWS);
        client.readToEnd();
        assertThat(answerToSync()).isEqualTo("0 rows");
        client.query("fetch all from c");
        assertThat(client.readToEnd()).isEqualTo("3 rows");
    }

    private String answerToSync() throws IOException {
        client.sync();
        return client.readToEnd();
    }
}
