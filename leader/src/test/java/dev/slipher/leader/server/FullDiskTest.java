package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.objectstore.FillableDisk;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** What a client is told when there is no more space, and what is there when there is some again. */
final class FullDiskTest {
    @TempDir
    private Path folder;

    private final FillableDisk disk = new FillableDisk();
    private TestServer server;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(disk.openStore(folder), folder.resolve("temp"));
        connection = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        disk.setFull(false);
        connection.close();
        server.close();
    }

    @Test
    void statementsThatNeedSpaceAreRefusedAndTheSessionGoesOn() throws Exception {
        run("create table t (id integer, pad varchar(500))");
        run("insert into t values (1, 'before')");
        disk.setFull(true);

        assertThatThrownBy(() ->
                        run("create table copied as select g id, g::varchar pad from generate_series(1, 9000) g(g)"))
                .satisfies(this::isDiskFull);
        assertThatThrownBy(() -> copy(50_000)).satisfies(this::isDiskFull);
        var inserted = insertUntilRefused();
        assertThatThrownBy(() -> run("create table more (id integer)")).satisfies(this::isDiskFull);
        assertThat(count()).isEqualTo(1 + inserted);

        disk.setFull(false);
        run("create table more (id integer)");
        run("insert into t values (0, 'after')");
        assertThat(copy(50_000)).isEqualTo(50_000);
        stop();
        start();
        assertThat(count()).isEqualTo(2 + inserted + 50_000);
    }

    @Test
    void aServerStartsWhereThereIsLittleSpaceAndDropsATable() throws Exception {
        run("create table t (id integer)");
        stop();
        disk.setFreeBytes(FillableDisk.JOURNAL_FILE_BYTES / 2);
        start();
        run("drop table t");
        assertThatThrownBy(() -> copy(1)).hasMessageContaining("relation \"t\" does not exist");
    }

    /** Entries fit into what was made ahead, and then no more. */
    private int insertUntilRefused() {
        for (var i = 0; i < 1_000; i++) {
            try {
                run("insert into t values (2, 'during')");
            } catch (SQLException e) {
                isDiskFull(e);
                return i;
            }
        }
        throw new AssertionError("the disk never became full");
    }

    private void isDiskFull(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(PSQLException.class, e -> {
            assertThat(e.getSQLState()).isEqualTo("53100");
            assertThat(e.getServerErrorMessage()).isNotNull();
            assertThat(e.getServerErrorMessage().getMessage())
                    .contains(folder.toString())
                    .endsWith("No space left on device");
            assertThat(e.getServerErrorMessage().getHint()).contains("Free space on the file system of \"" + folder);
        });
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long copy(int rowCount) throws SQLException, IOException {
        var lines = new StringBuilder();
        for (var i = 0; i < rowCount; i++) {
            lines.append(i)
                    .append(',')
                    .append(Integer.toHexString(i * 0x9E3779B9).repeat(8))
                    .append('\n');
        }
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy t from stdin csv", new StringReader(lines.toString()));
    }

    private long count() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from t")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
