package dev.slipher.leader.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.server.WarehouseServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COPY from files as a client sees it. */
class CopyFilesTest {
    @TempDir
    private Path folder;

    private Server server;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        var memory = new MemoryBudget(512L << 20, 256L << 20, 64L << 20, 16L << 20);
        server = WarehouseServer.open(new Configuration(0, "127.0.0.1", folder.resolve("data"), memory, LogLevel.INFO));
        connection = connect();
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "admin");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/dev".formatted(server.address().getPort()), properties);
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        server.close();
    }

    @Test
    void datesAndTimesAreReadByTheirFormat() throws Exception {
        run("create table t (d date, ts timestamp)");
        copy(
                "05.01.2024|01/02/2024 17:04:05.25\n31.12.1999|12/31/1999 00:00:00\n",
                "dateformat 'DD.MM.YYYY' timeformat 'MM/DD/YYYY HH:MI:SS'");
        assertThat(rows("select d, ts from t order by d"))
                .containsExactly("1999-12-31|1999-12-31 00:00:00", "2024-01-05|2024-01-02 17:04:05.25");
    }

    @Test
    void whatDoesNotFollowTheFormatIsRefusedWithRedshiftsNumbers() throws Exception {
        run("create table t (d date, ts timestamp)");
        copy("""
            2024-13-01|01:02 2024-01-01
            2024-12-01x|01:02 2024-01-01
            2024-12-01|25:00 2024-01-01
            2024-12-01|23:00 2024-01-01
            """, "dateformat 'YYYY-MM-DD' timeformat 'HH:MI YYYY-MM-DD' maxerror 4");
        assertThat(rows("select d, ts from t")).containsExactly("2024-12-01|2024-01-01 23:00:00");
        assertThat(rows("select err_code, colname, line_number from stl_load_errors order by line_number"))
                .containsExactly("1205|d|1", "1205|d|2", "1206|ts|3");
    }

    @Test
    void aLoadEndsWhenAsManyRecordsAreRefusedAsMaxErrorSays() throws Exception {
        run("create table t (a integer)");
        for (var options : List.of("", "maxerror 0", "maxerror 1")) {
            assertThatThrownBy(() -> copy("1\nx\n", options)).hasMessageContaining("stl_load_errors");
        }
        assertThatThrownBy(() -> copy("1\nx\ny\n", "maxerror 2")).hasMessageContaining("stl_load_errors");
        assertThat(rows("select a from t")).isEmpty();
        copy("1\nx\ny\n", "maxerror 3");
        assertThat(rows("select a from t")).containsExactly("1");
    }

    @Test
    void theSessionKnowsItsLastCopy() throws Exception {
        run("create table t (a integer)");
        assertThat(rows("select pg_last_copy_id(), pg_last_copy_count()")).containsExactly("-1|0");
        copy("\ufeff1\n2\nx\n", "maxerror 2");
        assertThat(rows("select pg_last_copy_count()")).containsExactly("2");
        assertThat(rows("select line_number from stl_load_errors where query = pg_last_copy_id()"))
                .containsExactly("3");
        assertThatThrownBy(() -> copy("1\nx\n", ""))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22P04"));
        assertThat(rows("select pg_last_copy_count()")).containsExactly("0");
        assertThat(rows("select line_number from stl_load_errors where query = pg_last_copy_id()"))
                .containsExactly("2");
        assertThatThrownBy(() -> run("copy t from '" + folder.resolve("gone") + "'"))
                .hasMessageContaining("gone");
        assertThat(rows("select line_number from stl_load_errors where query = pg_last_copy_id()"))
                .containsExactly("2");
        assertThatThrownBy(() -> copy("1\n", "maxerror -1")).hasMessageContaining("0 to 100000");
    }

    @Test
    void filesAreListedOnceTheirTransactionHasCommitted() throws Exception {
        var commits = "select lines_scanned from stl_load_commits order by 1";
        run("create table t (a integer)");
        copy("1\n", "noload");
        assertThat(rows(commits)).isEmpty();
        run("begin");
        copy("1\n2\n", "");
        assertThat(rows(commits)).isEmpty();
        run("rollback");
        assertThat(rows(commits)).isEmpty();

        run("begin");
        copy("1\n2\n3\n", "");
        run("savepoint s");
        copy("1\n2\n3\n4\n", "");
        run("rollback to s");
        copy("1\n2\n3\n4\n5\n", "");
        assertThat(rows(commits)).isEmpty();
        run("commit");
        assertThat(rows(commits)).containsExactly("3", "5");

        copy("1\n", "");
        assertThat(rows(commits)).containsExactly("1", "3", "5");
    }

    @Test
    void filesOfATransactionThatCannotCommitAreNotListed() throws Exception {
        run("create table t (a integer)");
        run("create table seen (a integer)");
        run("begin isolation level serializable");
        assertThat(rows("select a from seen")).isEmpty();
        copy("1\n", "");
        try (var other = connect();
                var statement = other.createStatement()) {
            statement.execute("insert into seen values (1)");
        }
        assertThatThrownBy(() -> run("commit"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
        assertThat(rows("select filename from stl_load_commits")).isEmpty();
    }

    @Test
    void halfDaysNamesAndAutoAreUnderstood() throws Exception {
        run("create table t (d date, ts timestamp)");
        copy("Jan 8, 2024|8-MAR-2024 03:30 PM\n", "dateformat 'auto' timeformat 'DD-MON-YYYY HH:MI AM'");
        assertThat(rows("select d, ts from t")).containsExactly("2024-01-08|2024-03-08 15:30:00");
    }

    @Test
    void filesInOtherEncodingsBecomeUtf8() throws Exception {
        run("create table t (i int, s varchar(40))");
        var text = "1|grün\n2|\uD83D\uDE00 €\n";
        copy(text, StandardCharsets.UTF_16LE, "encoding utf16le");
        copy(text, StandardCharsets.UTF_16, "encoding utf16");
        copy("3|größer\n", StandardCharsets.ISO_8859_1, "encoding iso88591");
        assertThat(rows("select s from t order by i"))
                .containsExactly("grün", "grün", "\uD83D\uDE00 €", "\uD83D\uDE00 €", "größer");
        assertThatThrownBy(() -> copy("x", StandardCharsets.UTF_8, "encoding utf16le"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22021"));
    }

    @Test
    void charactersAcrossTheBuffersOfATranscodedFileStayWhole() throws Exception {
        run("create table t (i int, s varchar(20))");
        var text = IntStream.range(0, 30_000)
                .mapToObj(i -> i + "|\uD83D\uDE00" + "x".repeat(i % 3))
                .collect(Collectors.joining("\n"));
        copy(text, StandardCharsets.UTF_16BE, "encoding utf16be");
        assertThat(rows("select count(*), sum(len(s)) from t")).containsExactly("30000|60000");
    }

    @Test
    void identitiesAreDrawnUnlessTheyAreGiven() throws Exception {
        run("create table t (id bigint identity(10, 5) not null, s varchar(10))");
        copy("a\nb\nc\n", "");
        assertThat(rows("select count(distinct id), min(id), max(id) from t")).containsExactly("3|10|20");
        copy("1|d\n", "explicit_ids");
        assertThat(rows("select s from t where id = 1")).containsExactly("d");
        assertThatThrownBy(() -> run("copy t (id, s) from '" + folder.resolve("f.txt") + "'"))
                .hasMessageContaining("EXPLICIT_IDS");
    }

    @Test
    void rowsLieInTheOrderOfTheSortKey() throws Exception {
        run("create table t (k int, s varchar(20)) sortkey (k)");
        var numbers = new ArrayList<>(IntStream.range(0, 2_000).boxed().toList());
        Collections.shuffle(numbers, new java.util.Random(7));
        copy(numbers.stream().map(k -> k + "|row " + k).collect(Collectors.joining("\n")), "");
        // One small file is one worker's, and one segment is read in the order of its rows.
        assertThat(rows("select k, s from t"))
                .isEqualTo(
                        IntStream.range(0, 2_000).mapToObj(k -> k + "|row " + k).toList());
    }

    @Test
    void whatIsNotCompressedAsCopySaysIsNamedWithTheOptionToChange() throws Exception {
        run("create table t (s varchar(20))");
        var gzip = gzip("a\nb\n".repeat(1_000));
        var zstd = Zstd.compress("a\nb\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        requireRefused("plain".getBytes(StandardCharsets.UTF_8), "gzip", "is not in GZIP format", "Leave GZIP out");
        requireRefused("plain".getBytes(StandardCharsets.UTF_8), "zstd", "is not in ZSTD format", "Leave ZSTD out");
        requireRefused(zstd, "gzip", "is not in GZIP format", "say ZSTD in place of GZIP");
        requireRefused(gzip, "zstd", "is not in ZSTD format", "say GZIP in place of ZSTD");
        requireRefused(new byte[0], "zstd", "is not in ZSTD format", "Leave ZSTD out");
        requireRefusedIfDamaged(gzip, "gzip");
        requireRefusedIfDamaged(zstd, "zstd");
        assertThat(rows("select count(*) from t")).containsExactly("4000");
    }

    private void requireRefusedIfDamaged(byte[] whole, String option) throws Exception {
        run("copy t from '%s' %s".formatted(write(whole), option));
        for (var length : List.of(5, whole.length - 6)) {
            requireRefused(Arrays.copyOf(whole, length), option, "is damaged: ", "Make the file again");
        }
        var followed = Arrays.copyOf(whole, whole.length + 40);
        Arrays.fill(followed, whole.length, followed.length, (byte) 'x');
        requireRefused(followed, option, " follows its last ", "Make the file again");
    }

    private void requireRefused(byte[] content, String option, String message, String hint) throws IOException {
        var file = write(content);
        assertThatThrownBy(() -> run("copy t from '%s' %s".formatted(file, option)))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22P04"))
                .hasMessageContaining("file \"%s\"".formatted(file))
                .hasMessageContaining(message)
                .hasMessageContaining(hint);
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("f.compressed"), content);
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private void copy(String text, String options) throws IOException, SQLException {
        copy(text, StandardCharsets.UTF_8, options);
    }

    private void copy(String text, Charset charset, String options) throws IOException, SQLException {
        var file = folder.resolve("f.txt");
        Files.write(file, text.getBytes(charset));
        run("copy t from '%s' %s".formatted(file, options));
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        var rows = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                var fields = new ArrayList<String>();
                for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
                    fields.add(result.getString(c));
                }
                rows.add(String.join("|", fields));
            }
        }
        return rows;
    }
}
