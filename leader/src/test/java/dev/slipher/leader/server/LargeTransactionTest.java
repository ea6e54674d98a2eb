package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.storage.objectstore.StoredObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that insert far more in small statements than a log entry takes. */
final class LargeTransactionTest {
    private static final int STATEMENT_ROWS = 20;

    /** Some 20 KB a statement, which do not compress. */
    private static final int ROW_BYTES = 1_000;

    /** So many statements add twice what a transaction holds in memory, and a half. */
    private static final int MANY = 130;

    @TempDir
    private Path folder;

    private LocalDirectoryStore store;
    private TestServer server;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        store = new LocalDirectoryStore(folder.resolve("store"));
        server = new TestServer(store, folder.resolve("temp"));
        connection = server.connect();
        run("create table t (id integer, s varchar(2000), extra integer)");
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        server.close();
    }

    private void reopen() throws Exception {
        connection.close();
        server.close();
        store = new LocalDirectoryStore(folder.resolve("store"));
        server = new TestServer(store, folder.resolve("temp"));
        connection = server.connect();
    }

    /** Inserts the rows of so many statements, the first of which is number {@code from}. */
    private void insert(int from, int statements) throws SQLException {
        for (int s = from; s < from + statements; s++) {
            int first = s * STATEMENT_ROWS;
            run("insert into t (id, s) values "
                    + IntStream.range(first, first + STATEMENT_ROWS)
                            .mapToObj(id -> "(%d, '%s')".formatted(id, text(id)))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String text(int id) {
        var bytes = new byte[ROW_BYTES];
        new Random(id).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes).substring(0, ROW_BYTES);
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return IntStream.rangeClosed(1, result.getMetaData().getColumnCount())
                    .mapToObj(column -> {
                        try {
                            return result.getString(column);
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .collect(Collectors.joining("|"));
        }
    }

    private void expect(long count, String where) throws SQLException {
        assertThat(ask("select count(*), count(distinct id), count(distinct s) from t where " + where))
                .isEqualTo("%d|%d|%d".formatted(count, count, count));
    }

    private long largestEntry() {
        return store.list("log/", "", 100_000).stream()
                .mapToLong(StoredObject::size)
                .max()
                .orElse(0);
    }

    @Test
    void seeAllTheirRowsAndWriteSmallLogEntries() throws Exception {
        run("begin");
        insert(0, MANY);
        expect(MANY * STATEMENT_ROWS, "true");
        try (var other = server.connect();
                var statement = other.createStatement();
                var result = statement.executeQuery("select count(*) from t")) {
            result.next();
            assertThat(result.getInt(1)).isZero();
        }
        run("commit");
        expect(MANY * STATEMENT_ROWS, "true");
        assertThat(largestEntry()).isLessThan(2L * CommitLog.MAX_INLINE_BYTES);
        reopen();
        expect(MANY * STATEMENT_ROWS, "true");
    }

    @Test
    void goBackToSavepointsOnEitherSideOfWhatWasWrittenOut() throws Exception {
        run("begin");
        insert(0, 30);
        run("savepoint few");
        insert(30, MANY);
        run("savepoint many");
        insert(200, MANY);
        expect((30 + 2 * MANY) * STATEMENT_ROWS, "true");
        run("rollback to many");
        expect((30 + MANY) * STATEMENT_ROWS, "true");
        insert(400, 10);
        run("rollback to few");
        expect(30 * STATEMENT_ROWS, "true");
        insert(30, MANY);
        assertThatThrownBy(() -> run("insert into t values (1 / 0)")).isInstanceOf(SQLException.class);
        run("rollback to few");
        expect(30 * STATEMENT_ROWS, "true");
        insert(500, MANY);
        run("commit");
        expect((30 + MANY) * STATEMENT_ROWS, "true");
        expect(MANY * STATEMENT_ROWS, "id >= 10000");
        reopen();
        expect((30 + MANY) * STATEMENT_ROWS, "true");
    }

    @Test
    void changeAndDeleteTheirOwnRowsBeforeAndAfterTheyAreWrittenOut() throws Exception {
        insert(0, 1);
        run("begin");
        insert(1, 9);
        run("delete from t where id % 10 = 3");
        run("update t set extra = 1 where id % 10 = 4");
        expect(180, "true");
        insert(10, MANY);
        expect(180 + MANY * STATEMENT_ROWS, "true");
        expect(20, "extra = 1");
        run("delete from t where id % 10 = 5");
        run("update t set extra = coalesce(extra, 0) + 1 where id % 10 in (4, 6)");
        var rows = (10 + MANY) * STATEMENT_ROWS;
        var expected = "%d|20|%d".formatted(rows - 20 - rows / 10, 2 * rows / 10 - 20);
        var totals = "select count(*), sum(case when extra = 2 then 1 else 0 end),"
                + " sum(case when extra = 1 then 1 else 0 end) from t";
        assertThat(ask(totals)).isEqualTo(expected);
        run("commit");
        assertThat(ask(totals)).isEqualTo(expected);
        reopen();
        assertThat(ask(totals)).isEqualTo(expected);
    }

    @Test
    void deleteAndChangeOthersRowsOneByOne() throws Exception {
        insert(0, 10);
        run("create table many as select g id, 'x'::varchar(10) s from generate_series(1, 20000) g(g)");
        run("begin");
        for (int i = 1; i <= 1_400; i++) {
            run("delete from many where id = " + i);
            run("update many set s = 'y' where id = " + (10_000 + i));
            if (i <= 150) {
                run("delete from t where id = " + i);
            }
        }
        var totals = "select count(*), count(distinct id), sum(case when s = 'y' then 1 else 0 end) from many";
        assertThat(ask(totals)).isEqualTo("18600|18600|1400");
        expect(50, "true");
        run("commit");
        assertThat(ask(totals)).isEqualTo("18600|18600|1400");
        assertThat(largestEntry()).isLessThan(2L * CommitLog.MAX_INLINE_BYTES);
        reopen();
        assertThat(ask(totals)).isEqualTo("18600|18600|1400");
        expect(50, "true");
    }

    @Test
    void goOnAfterTheirTableChanged() throws Exception {
        run("begin");
        insert(0, 10);
        run("alter table t add column added varchar(10) default 'new'");
        run("alter table t drop column extra");
        insert(10, MANY);
        assertThat(ask("select count(*), count(added), min(added) from t"))
                .isEqualTo("%1$d|%1$d|new".formatted((10 + MANY) * STATEMENT_ROWS));
        run("commit");
        reopen();
        assertThat(ask("select count(*), count(added), min(added) from t"))
                .isEqualTo("%1$d|%1$d|new".formatted((10 + MANY) * STATEMENT_ROWS));
    }

    @Test
    void drawIdentitiesOfATableOfTheirOwn() throws Exception {
        run("begin");
        run("create table u (k bigint identity(1, 1), s varchar(2000))");
        for (int i = 0; i < MANY; i++) {
            run("insert into u (s) values ('%s')".formatted(text(i).repeat(2).substring(0, 2_000)));
            run("insert into u (s) select s || '' from u where k = 1");
        }
        for (int i = 0; i < 900; i++) {
            run("insert into u (s) values ('%s')".formatted(text(i)));
        }
        run("commit");
        run("insert into u (s) values ('last')");
        assertThat(ask("select count(*), count(distinct k), max(k) from u"))
                .isEqualTo("%1$d|%1$d|%1$d".formatted(2 * MANY + 901));
    }

    @Test
    void fillTemporaryTables() throws Exception {
        run("create temp table t (id integer, s varchar(2000))");
        insert(0, MANY);
        run("begin");
        run("delete from t where id < 20");
        insert(MANY, MANY);
        expect((2 * MANY - 1) * STATEMENT_ROWS, "true");
        run("rollback");
        expect(MANY * STATEMENT_ROWS, "true");
        run("update t set id = -id where id >= 100");
        expect(MANY * STATEMENT_ROWS - 100, "id < 0");
    }
}
