package dev.slipher.leader.server;

import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.pipeline.EngineOptions;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.leader.session.CatalogAuthentication;
import dev.slipher.leader.session.Warehouse;
import dev.slipher.leader.session.WarehouseSessions;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.wire.connection.PostgresServer;
import dev.slipher.wire.connection.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Random;

/** A server over a store, which it closes when it stops. */
final class TestServer implements AutoCloseable {
    private final LocalDirectoryStore store;
    private final CommitLog log;
    private final ChunkCache cache;
    private final QueryEngine engine;
    private final Warehouse warehouse;
    private final PostgresServer server;

    /**
     * @param folder for files that do not outlive the server
     */
    TestServer(LocalDirectoryStore store, Path folder) throws InterruptedException {
        this.store = store;
        log = CommitLog.open(store, Clock.systemUTC(), new Random(1));
        cache = new ChunkCache(16 << 20);
        engine = new QueryEngine(new EngineOptions(2, 256L << 20, folder.resolve("spill")), cache);
        warehouse = new Warehouse(store, log, engine, folder, Clock.systemUTC());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = PostgresServer.start(
                ServerOptions.listeningOn(address),
                new CatalogAuthentication(log, Clock.systemUTC(), false),
                new WarehouseSessions(warehouse, 0));
    }

    int port() {
        return server.address().getPort();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/dev?user=admin".formatted(port()));
    }

    MemoryPool memory() {
        return engine.pool();
    }

    LocalDirectoryStore store() {
        return store;
    }

    CommitLog log() {
        return log;
    }

    ChunkCache cache() {
        return cache;
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
        warehouse.close();
        engine.close();
        cache.close();
        log.close();
        store.close();
    }
}
