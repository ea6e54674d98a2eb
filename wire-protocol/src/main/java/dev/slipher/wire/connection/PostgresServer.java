package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.auth.AuthenticationPolicy;
import dev.slipher.wire.auth.Authenticator;
import dev.slipher.wire.codec.FrameDecoder;
import dev.slipher.wire.codec.ReceiveBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import jdk.net.ExtendedSocketOptions;

/**
 * Listens for PostgreSQL clients and serves each on a virtual thread of its own; sockets are read and written by one group
 * of event loops.
 */
public final class PostgresServer implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    /** Sockets that may be open beside the connections: clients that log in or cancel. */
    private static final int SPARE_SOCKETS = 128;

    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEP_ALIVE_PROBES = 6;
    private static final long SHUTDOWN_MILLIS = 10_000;

    private final EventLoopGroup eventLoops;
    private final ChannelGroup sockets = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ConnectionRegistry registry;
    private final Channel listener;

    private PostgresServer(
            ServerOptions options, Optional<SslContext> tls, Connection.Engine engine, EventLoopGroup eventLoops)
            throws InterruptedException {
        this.eventLoops = eventLoops;
        this.registry = engine.registry();
        var bind = new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_ALIVE_IDLE_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_ALIVE_INTERVAL_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_ALIVE_PROBES)
                .childHandler(initializer(options, tls, engine))
                .bind(options.address())
                .await();
        if (!bind.isSuccess()) {
            throw new SlipherException(
                            SqlState.CONFIG_FILE_ERROR,
                            "could not listen on %s:%d: %s"
                                    .formatted(
                                            options.address().getHostString(),
                                            options.address().getPort(),
                                            bind.cause().getMessage()),
                            bind.cause())
                    .withHint("end what uses this port, or choose another with --port; 0 takes any that is free");
        }
        this.listener = bind.channel();
    }

    /**
     * Begins to listen.
     *
     * @throws SlipherException F0000 if the address is taken or the TLS files can't be used
     */
    public static PostgresServer start(ServerOptions options, AuthenticationPolicy policy, SessionFactory sessions)
            throws InterruptedException {
        var random = new SecureRandom();
        var engine = new Connection.Engine(
                new ConnectionRegistry(options.maxConnections(), random),
                new Authenticator(policy, random),
                sessions,
                new SendBudget(options.unsentBytesMax()),
                new ReceiveBudget(options.receivedBytesMax()));
        var tls = options.tls().map(PostgresServer::loadTls);
        var eventLoops = new MultiThreadIoEventLoopGroup(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                new EventLoopThreads(engine.registry()),
                NioIoHandler.newFactory());
        try {
            return new PostgresServer(options, tls, engine, eventLoops);
        } catch (SlipherException | InterruptedException e) {
            var _ = engine.registry().close();
            eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(SHUTDOWN_MILLIS);
            throw e;
        }
    }

    /** Threads that fail if their event loop ends, as errors of memory make it, while others still rely on it. */
    private static final class EventLoopThreads extends DefaultThreadFactory {
        private final ConnectionRegistry registry;

        private EventLoopThreads(ConnectionRegistry registry) {
            super("wire-io", true);
            this.registry = registry;
        }

        @Override
        public Thread newThread(Runnable loop) {
            return super.newThread(() -> {
                loop.run();
                if (!registry.isClosed()) {
                    throw new InternalError("an event loop has ended, and with it its connections");
                }
            });
        }
    }

    private static SslContext loadTls(ServerOptions.TlsFiles files) {
        try {
            return SslContextBuilder.forServer(
                            files.certificateChain().toFile(),
                            files.privateKey().toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new SlipherException(
                    SqlState.CONFIG_FILE_ERROR,
                    "could not load certificate \"%s\" with private key \"%s\": %s"
                            .formatted(files.certificateChain(), files.privateKey(), e.getMessage()),
                    e);
        }
    }

    private ChannelInitializer<SocketChannel> initializer(
            ServerOptions options, Optional<SslContext> tls, Connection.Engine engine) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                if (sockets.size() >= options.maxConnections() + SPARE_SOCKETS) {
                    ConnectionHandler.refuse(channel, registry.tooMany());
                    return;
                }
                sockets.add(channel);
                var decoder = new FrameDecoder(engine.receiveBudget().openShare());
                channel.pipeline()
                        .addLast(decoder)
                        .addLast(new ConnectionHandler(engine, tls, options.authenticationTimeout(), decoder));
            }
        };
    }

    /** Returns where the server listens, with the port it was given. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Returns the clients that are connected or logging in. */
    public int connectionCount() {
        return registry.count();
    }

    /** Cancels what a connection is running, as CancelRequest does; returns whether there is such a connection. */
    public boolean cancel(int processId) {
        var transport = registry.find(processId);
        transport.ifPresent(found -> found.interrupt(userCancel()));
        return transport.isPresent();
    }

    static SlipherException userCancel() {
        return new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
    }

    /** Ends a connection with 57P01; returns whether there is such a connection. */
    public boolean terminate(int processId) {
        var transport = registry.find(processId);
        transport.ifPresent(Transport::terminate);
        return transport.isPresent();
    }

    /** Stops listening, ends all connections with 57P01 and waits, within bounds, until their sessions are closed. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        registry.close().forEach(Transport::terminate);
        try {
            if (!registry.awaitEmpty(SHUTDOWN_MILLIS)) {
                sockets.close().await(SHUTDOWN_MILLIS);
                registry.awaitEmpty(SHUTDOWN_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sockets.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
        eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(SHUTDOWN_MILLIS);
    }
}
