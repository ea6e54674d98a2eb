package dev.slipher.leader.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.pipeline.EngineOptions;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.server.WarehouseServer;
import dev.slipher.leader.session.Warehouse;
import dev.slipher.leader.session.WarehouseSessions;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.wire.auth.StartupRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Training is silent when a statement fails, so a client runs the same statements here. */
class TrainingTest {
    private static final MemoryBudget MEMORY = new MemoryBudget(512L << 20, 256L << 20, 64L << 20, 16L << 20);

    @Test
    void everyStatementRunsAndCanRunAgain(@TempDir Path folder) throws Exception {
        try (var server = open(folder);
                var connection = connect(server);
                var statement = connection.createStatement()) {
            for (var sql : TrainingStatements.tables()) {
                statement.execute(sql);
            }
            for (var sql : TrainingStatements.round()) {
                statement.execute(sql);
            }
            for (var sql : TrainingStatements.round()) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aServerThatClosesWhileItTrainsLeavesNothingOfIt(@TempDir Path folder) throws Exception {
        Server.Background training;
        try (var server = open(folder)) {
            training = server.warmUp();
        }
        training.await();
        assertThat(folder.resolve("temp/training")).doesNotExist();
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void trainingEndsWhoeverTookNoteOfItsInterruption(@TempDir Path folder) throws Exception {
        var asked = new CountDownLatch(1);
        var training = Training.start(folder.resolve("training"), MEMORY, _ -> {
            if (asked.getCount() > 0) {
                asked.countDown();
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
            }
            return false;
        });
        asked.await();
        training.close();
    }

    /** Training ends by an interrupt, which may come while a statement runs. */
    @Test
    void aStatementLeavesAnInterruptForWhoeverRunsIt(@TempDir Path folder) throws Exception {
        var clock = Clock.systemUTC();
        var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var request = new StartupRequest(CommitLog.FIRST_USER, CommitLog.FIRST_DATABASE, Map.of(), 1, nobody, false);
        try (var store = new LocalDirectoryStore(folder.resolve("store"));
                var log = CommitLog.open(store, clock, new Random(1));
                var cache = new ChunkCache(1 << 20);
                var engine = new QueryEngine(new EngineOptions(1, 64L << 20, folder.resolve("spill")), cache);
                var warehouse = new Warehouse(store, log, engine, folder, clock);
                var session = new WarehouseSessions(warehouse, 0).open(request)) {
            Thread.currentThread().interrupt();
            session.simpleQuery("begin; commit", new EncodingSink(session::time));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static Server open(Path folder) {
        return WarehouseServer.open(new Configuration(0, "127.0.0.1", folder, MEMORY, LogLevel.INFO));
    }

    private static Connection connect(Server server) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "admin");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/dev".formatted(server.address().getPort()), properties);
    }
}
