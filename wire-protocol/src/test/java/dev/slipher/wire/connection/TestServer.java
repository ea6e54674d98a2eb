package dev.slipher.wire.connection;

import dev.slipher.wire.auth.AuthenticationPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A server over a {@link CannedEngine}, on a free port of the loopback. */
final class TestServer implements AutoCloseable {
    final CannedEngine engine;
    final PostgresServer server;

    TestServer(CannedEngine engine) throws InterruptedException {
        this(engine, options(), _ -> new AuthenticationPolicy.Trust());
    }

    TestServer(CannedEngine engine, ServerOptions options, AuthenticationPolicy policy) throws InterruptedException {
        this.engine = engine;
        this.server = PostgresServer.start(options, policy, engine);
    }

    static ServerOptions options() {
        return ServerOptions.listeningOn(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    int port() {
        return server.address().getPort();
    }

    /** Connects pgjdbc; {@code settings} are names and values in turn. */
    Connection connect(String... settings) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "me");
        for (var i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/dev".formatted(port()), properties);
    }

    RawClient raw() throws java.io.IOException {
        return new RawClient(port());
    }

    @Override
    public void close() {
        server.close();
    }
}
