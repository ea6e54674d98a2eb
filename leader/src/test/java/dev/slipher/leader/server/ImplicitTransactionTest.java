package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements of one message, or of the messages up to Sync, are one transaction, which COMMIT and ROLLBACK end early. */
final class ImplicitTransactionTest {
    private static final String NO_TRANSACTION = "25P01";

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
        client = new RawClient(server.port());
        assertThat(answers("create table t (a integer)")).containsExactly("CREATE TABLE", "I");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void rollbackUndoesWhatTheMessageDidBefore() throws Exception {
        for (var verb : List.of("rollback", "abort")) {
            assertThat(answers("insert into t values (1); " + verb))
                    .containsExactly("INSERT 0 1", NO_TRANSACTION, "ROLLBACK", "I");
            assertThat(answers("insert into t values (2); %s; insert into t values (3); %s".formatted(verb, verb)))
                    .containsExactly(
                            "INSERT 0 1", NO_TRANSACTION, "ROLLBACK", "INSERT 0 1", NO_TRANSACTION, "ROLLBACK", "I");
        }
        requireRows(0);
    }

    @Test
    void whatCommitHasToldStaysWhateverFails() throws Exception {
        for (var verb : List.of("commit", "end")) {
            assertThat(answers("insert into t values (1); %s; insert into t values (2); select 1 / 0".formatted(verb)))
                    .containsExactly("INSERT 0 1", NO_TRANSACTION, "COMMIT", "INSERT 0 1", "22012", "I");
        }
        requireRows(2);
    }

    @Test
    void aBlockThatBeginsInAMessageHasWhatCameBefore() throws Exception {
        assertThat(answers("insert into t values (1); begin; insert into t values (2)"))
                .containsExactly("INSERT 0 1", "BEGIN", "INSERT 0 1", "T");
        assertThat(answers("rollback")).containsExactly("ROLLBACK", "I");
        requireRows(0);

        assertThat(answers("insert into t values (1); begin; insert into t values (2); commit; select 1 / 0"))
                .containsExactly("INSERT 0 1", "BEGIN", "INSERT 0 1", "COMMIT", "22012", "I");
        requireRows(2);

        assertThat(answers("insert into t values (3); begin; select 1 / 0"))
                .containsExactly("INSERT 0 1", "BEGIN", "22012", "E");
        assertThat(answers("commit")).containsExactly("ROLLBACK", "I");
        requireRows(2);
    }

    @Test
    void commitAndRollbackEndWhatWasSentBeforeSync() throws Exception {
        execute("insert into t values (1)");
        execute("rollback");
        assertThat(answersToSync()).containsExactly("INSERT 0 1", NO_TRANSACTION, "ROLLBACK", "I");
        requireRows(0);

        execute("insert into t values (1)");
        execute("commit");
        execute("insert into t values (2)");
        execute("select 1 / 0");
        assertThat(answersToSync()).containsExactly("INSERT 0 1", NO_TRANSACTION, "COMMIT", "INSERT 0 1", "22012", "I");
        requireRows(1);
    }

    @Test
    void aQueryEndsWhatWasSentWithoutSync() throws Exception {
        execute("insert into t values (1)");
        assertThat(answers("")).containsExactly("INSERT 0 1", "empty", "I");
        execute("select 1 / 0");
        assertThat(answersToSync()).containsExactly("22012", "I");
        requireRows(1);

        execute("insert into t values (2)");
        assertThat(answers("rollback")).containsExactly("INSERT 0 1", NO_TRANSACTION, "ROLLBACK", "I");
        requireRows(1);
    }

    @Test
    void anEmptyQueryLeavesABlockOpen() throws Exception {
        assertThat(answers("begin; insert into t values (1)")).containsExactly("BEGIN", "INSERT 0 1", "T");
        assertThat(answers(" -- nothing")).containsExactly("empty", "T");
        assertThat(answers("rollback")).containsExactly("ROLLBACK", "I");
        requireRows(0);
    }

    private void requireRows(int count) throws IOException {
        try (var other = new RawClient(server.port())) {
            other.query("select a from t");
            assertThat(other.readToEnd()).isEqualTo(count + " rows");
        }
    }

    private void execute(String sql) throws IOException {
        client.bind("", sql);
        client.fetch("", 0);
    }

    private List<String> answers(String sql) throws IOException {
        client.query(sql);
        return client.readAnswers();
    }

    private List<String> answersToSync() throws IOException {
        client.sync();
        return client.readAnswers();
    }
}
