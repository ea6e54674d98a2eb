package dev.slipher.leader.server;

import dev.slipher.compute.pipeline.EngineOptions;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.session.CatalogAuthentication;
import dev.slipher.leader.session.Warehouse;
import dev.slipher.leader.session.WarehouseSessions;
import dev.slipher.leader.training.Training;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.wire.connection.PostgresServer;
import dev.slipher.wire.connection.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leader and compute in one process over a local folder; closing ends sessions first and the store last. */
public final class WarehouseServer implements Server {
    private static final Logger LOGGER = LoggerFactory.getLogger(WarehouseServer.class);

    /** What waits for slow clients takes this part of the network's memory; reading, TLS and the allocator need the rest. */
    private static final int UNSENT_SHARE = 4;

    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Supplier<Training> warmUp = () -> {
        throw new IllegalStateException("the server is not open");
    };
    private InetSocketAddress address = InetSocketAddress.createUnresolved("", 0);

    /** Something that is closed with the server, after all that was opened later. */
    private record Part(String name, AutoCloseable closeable) {}

    private WarehouseServer() {}

    /** Opens the warehouse in the configuration's data folder, as {@link Server.Factory#open} says. */
    public static Server open(Configuration configuration) {
        var server = new WarehouseServer();
        try {
            server.start(configuration);
            return server;
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new SlipherException(SqlState.ADMIN_SHUTDOWN, "interrupted while starting", e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void start(Configuration configuration) throws InterruptedException {
        var clock = Clock.systemUTC();
        var store = opened("store", new LocalDirectoryStore(configuration.data()));
        var log = opened("log", CommitLog.open(store, clock, new SecureRandom()));
        var host = resolve(configuration.host());
        if (!host.isLoopbackAddress() && !CatalogAuthentication.isProtected(log.current())) {
            throw new SlipherException(
                            SqlState.CONFIG_FILE_ERROR,
                            "refusing to listen on %s while \"%s\" has no password"
                                    .formatted(configuration.host(), CommitLog.FIRST_USER))
                    .withHint("start it on 127.0.0.1 and run ALTER USER %s PASSWORD '...' first"
                            .formatted(CommitLog.FIRST_USER));
        }
        var cache = opened("chunk cache", new ChunkCache(configuration.memory().chunkCacheBytes()));
        var temporary = configuration.data().resolve("temp");
        var options = new EngineOptions(
                Runtime.getRuntime().availableProcessors(),
                configuration.memory().queryBytes(),
                temporary.resolve("spill"));
        var engine = opened("engine", new QueryEngine(options, cache));
        var warehouse = opened("warehouse", new Warehouse(store, log, engine, temporary, clock));
        var listening = ServerOptions.listeningOn(new InetSocketAddress(host, configuration.port()))
                .withUnsentBytesMax(configuration.memory().networkBytes() / UNSENT_SHARE)
                .withReceivedBytesMax(configuration.memory().messageBytes());
        var postgres = opened(
                "protocol",
                PostgresServer.start(
                        configuration.tls().map(listening::withTls).orElse(listening),
                        new CatalogAuthentication(log, clock, !host.isLoopbackAddress()),
                        new WarehouseSessions(warehouse, configuration.port())));
        warehouse.endConnectionsWith(postgres::terminate);
        address = postgres.address();
        warmUp = () -> {
            // Clients are served to the last moment, but none once anything else has begun to end.
            var protocol = parts.pop();
            try {
                opened("read-ahead", warehouse.readAhead());
                return opened(
                        "training",
                        Training.start(temporary.resolve("training"), configuration.memory(), warehouse::isCalm));
            } finally {
                parts.push(protocol);
            }
        };
    }

    @Override
    public synchronized Background warmUp() {
        return parts.isEmpty() ? () -> {} : warmUp.get();
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new SlipherException(SqlState.CONFIG_FILE_ERROR, "host \"%s\" is not known".formatted(host), e);
        }
    }

    private <T extends AutoCloseable> T opened(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.closeable.close();
            } catch (Exception e) {
                LOGGER.error("{} did not close cleanly", part.name, e);
            }
        }
        stopped.countDown();
    }
}
