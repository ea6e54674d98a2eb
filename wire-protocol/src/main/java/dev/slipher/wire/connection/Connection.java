package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.auth.Authenticator;
import dev.slipher.wire.auth.StartupRequest;
import dev.slipher.wire.codec.Frame;
import dev.slipher.wire.codec.MessageParser;
import dev.slipher.wire.codec.ReceiveBudget;
import dev.slipher.wire.message.BackendMessage;
import dev.slipher.wire.message.FrontendMessage.Password;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection from its start-up packet on; runs on a virtual thread of its own.
 *
 * <p>What ends a connection is told to the client as FATAL.
 */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Transport transport;
    private final byte[] startupPacket;
    private final SocketAddress remoteAddress;
    private final boolean encrypted;
    private final Engine engine;
    private final Runnable loggedIn;

    /** What all connections of a server share. */
    record Engine(
            ConnectionRegistry registry,
            Authenticator authenticator,
            SessionFactory sessions,
            SendBudget sendBudget,
            ReceiveBudget receiveBudget) {}

    /**
     * @param loggedIn told once the client has proved who it is
     */
    Connection(
            Transport transport,
            byte[] startupPacket,
            SocketAddress remoteAddress,
            boolean encrypted,
            Engine engine,
            Runnable loggedIn) {
        this.transport = transport;
        this.startupPacket = startupPacket;
        this.remoteAddress = remoteAddress;
        this.encrypted = encrypted;
        this.engine = engine;
        this.loggedIn = loggedIn;
    }

    @Override
    public void run() {
        try {
            register(StartupPacket.parse(startupPacket));
        } catch (Throwable thrown) {
            endWith(thrown);
        } finally {
            transport.close();
        }
    }

    private void register(StartupPacket packet) {
        packet.negotiation().ifPresent(transport::send);
        var entry = engine.registry().add(transport);
        try {
            serve(
                    new StartupRequest(
                            packet.user(),
                            packet.database(),
                            packet.settings(),
                            entry.processId(),
                            remoteAddress,
                            encrypted),
                    entry);
        } catch (Throwable thrown) {
            endWith(thrown);
        } finally {
            engine.registry().remove(entry);
        }
    }

    private void serve(StartupRequest request, ConnectionRegistry.Entry entry) {
        Thread.currentThread().setName("connection-%d".formatted(entry.processId()));
        engine.authenticator().authenticate(request, dialogue());
        if (!engine.authenticator().mayTakeSparePlace(request)) {
            engine.registry().requireOrdinaryPlace();
        }
        loggedIn.run();
        transport.send(new BackendMessage.AuthenticationOk());
        try (var session = engine.sessions().open(request)) {
            var key = new BackendMessage.BackendKeyData(entry.processId(), entry.secretKey());
            new MessageLoop(session, transport).run(key);
        }
    }

    private Authenticator.Dialogue dialogue() {
        return new Authenticator.Dialogue() {
            @Override
            public void ask(BackendMessage.Authentication request) {
                transport.send(request);
                transport.flush();
            }

            @Override
            public byte[] answer() {
                var frame = transport.receive();
                if (!(frame instanceof Frame.Unreadable)
                        && MessageParser.parse(frame, StandardCharsets.UTF_8) instanceof Password(var body)) {
                    return body;
                }
                throw new SlipherException(
                        SqlState.PROTOCOL_VIOLATION,
                        "expected password response, got message type %d".formatted(frame.type()));
            }
        };
    }

    private void endWith(Throwable thrown) {
        if (transport.isClosed()) {
            LOG.debug("{} is gone", remoteAddress);
            return;
        }
        var error = Failure.of(thrown);
        transport.buffer().discardUnfinished();
        try {
            transport.send(new BackendMessage.ErrorResponse(Failure.report("FATAL", error)));
            transport.flush();
        } catch (SlipherException lost) {
            LOG.debug("{} is gone", remoteAddress, lost);
        } catch (OutOfMemoryError none) {
            LOG.warn("no memory for the connection from {}", remoteAddress, none);
            transport.refuseForMemory();
        }
    }
}
