package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.FillableDisk;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of VACUUM when others change tables under it. */
final class VacuumTest {
    @TempDir
    private Path folder;

    private final FillableDisk disk = new FillableDisk();
    private TestServer server;
    private Connection connection;
    private Connection other;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(disk.openStore(folder), folder.resolve("temp"));
        connection = server.connect();
        other = server.connect();
        for (var table : new String[] {"first", "second"}) {
            run(connection, "create table " + table + " (id integer)");
            run(connection, "insert into " + table + " values (1)");
        }
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        other.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate first", "drop table first"})
    void goesOnWithTheNextTableWhenTheRowsOfOneAreGone(String statement) throws Exception {
        disk.beforeNext("segment", () -> run(other, statement));
        run(connection, "vacuum");
        assertThat(inlineRows("first")).isZero();
        assertThat(inlineRows("second")).isZero();
    }

    @Test
    void leavesRowsAloneThatCameAfterTheOthersWereGone() throws Exception {
        disk.beforeNext("segment", () -> {
            run(other, "truncate first");
            run(other, "insert into first values (2)");
        });
        run(connection, "vacuum first");
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select id from first")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(2);
            assertThat(rows.next()).isFalse();
        }
    }

    private long inlineRows(String name) {
        return server.log().current().tables().stream()
                .filter(table -> table.name().equals(name))
                .mapToLong(table -> table.contents().inlineRows().liveRowCount())
                .sum();
    }

    private static void run(Connection on, String sql) throws SQLException {
        try (var statement = on.createStatement()) {
            statement.execute(sql);
        }
    }
}
