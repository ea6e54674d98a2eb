package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.leader.table.ReadAhead;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ReadAheadTest {
    private static final String MANY_ROWS = " as select g, g::varchar s from generate_series(1, 60000) g(g)";
    /** Of one segment with two columns: its directory, and of each column the headers and the only chunk. */
    private static final int ENTRIES = 5;

    private static final long PAUSE_NANOS = 100_000;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTable() throws InterruptedException, SQLException {
        try (var server = open()) {
            run(server, "create table t" + MANY_ROWS);
        }
    }

    @Test
    void whatATableHoldsIsInTheCacheBeforeAnybodyAsks() throws Exception {
        try (var server = open();
                var readAhead = new ReadAhead(server.log(), server.store(), server.cache(), _ -> true)) {
            readAhead.start();
            awaitEntries(server.cache(), ENTRIES);
            var before = server.cache().statistics();
            run(server, "select count(s), sum(g) from t");
            assertThat(server.cache().statistics().misses()).isEqualTo(before.misses());
            assertThat(server.cache().statistics().hits()).isGreaterThan(before.hits());
        }
    }

    @Test
    void aNewSegmentFollows() throws Exception {
        try (var server = open();
                var readAhead = new ReadAhead(server.log(), server.store(), server.cache(), _ -> true)) {
            readAhead.start();
            awaitEntries(server.cache(), ENTRIES);
            run(server, "create table u" + MANY_ROWS);
            var tables = server.log().current().tables();
            tables.forEach(table -> readAhead.tableChanged(table.oid()));
            awaitEntries(server.cache(), 2 * ENTRIES);
        }
    }

    @Test
    void nothingIsReadWhileStatementsRun() throws Exception {
        var asked = new CountDownLatch(1);
        try (var server = open()) {
            try (var readAhead = new ReadAhead(server.log(), server.store(), server.cache(), _ -> {
                asked.countDown();
                return false;
            })) {
                readAhead.start();
                asked.await();
            }
            assertThat(server.cache().statistics().entries()).isZero();
        }
    }

    @Test
    void nothingIsReadWithoutRoom() throws Exception {
        try (var server = open();
                var small = new ChunkCache(1 << 10)) {
            var calm = new CountDownLatch(1);
            try (var readAhead = new ReadAhead(server.log(), server.store(), small, _ -> {
                calm.countDown();
                return true;
            })) {
                readAhead.start();
                calm.await();
            }
            assertThat(small.statistics().entries()).isZero();
        }
    }

    @Test
    void aDamagedSegmentIsLeftToWhoAsksForIt() throws Exception {
        flipByteOfTheSegment();
        try (var server = open();
                var readAhead = new ReadAhead(server.log(), server.store(), server.cache(), _ -> true)) {
            run(server, "create table sound" + MANY_ROWS);
            readAhead.start();
            awaitEntries(server.cache(), ENTRIES);
        }
    }

    @Test
    void anErrorEndsReadingAheadAndNothingElse() throws Exception {
        var lost = new AtomicReference<Throwable>();
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> lost.set(failure));
        try (var server = open()) {
            var asked = new CountDownLatch(1);
            try (var readAhead = new ReadAhead(server.log(), server.store(), server.cache(), _ -> {
                asked.countDown();
                throw new OutOfMemoryError("injected");
            })) {
                readAhead.start();
                asked.await();
            }
            assertThat(lost.get()).isNull();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    private void flipByteOfTheSegment() throws IOException {
        try (var paths = Files.walk(folder.resolve("store/segment"))) {
            var segment = paths.filter(Files::isRegularFile).findFirst().orElseThrow();
            var bytes = Files.readAllBytes(segment);
            bytes[bytes.length - 30] ^= 1;
            Files.write(segment, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        }
    }

    private static void awaitEntries(ChunkCache cache, int count) {
        while (cache.statistics().entries() < count) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private TestServer open() throws InterruptedException {
        return new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
    }

    private static void run(TestServer server, String sql) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
