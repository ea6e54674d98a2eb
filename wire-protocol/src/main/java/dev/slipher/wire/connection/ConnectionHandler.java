package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.codec.BodyReader;
import dev.slipher.wire.codec.Frame;
import dev.slipher.wire.codec.FrameDecoder;
import dev.slipher.wire.codec.MessageBuffer;
import dev.slipher.wire.codec.MessageWriter;
import dev.slipher.wire.codec.StartupCode;
import dev.slipher.wire.message.BackendMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop's part of a connection: encryption and cancel requests before start-up, afterwards only the passing of
 * frames to the connection's thread.
 *
 * <pre>
 * SSLRequest      → S, then TLS      (N without a certificate)
 * GSSENCRequest   → N
 * CancelRequest   → the end, with no answer whether there was anything to cancel
 * StartupMessage  → a {@link Connection} takes over
 * </pre>
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // A channel that can't be written to becomes inactive, which is dealt with.
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    private final Connection.Engine engine;
    private final Optional<SslContext> tls;
    private final Duration authenticationTimeout;
    private final FrameDecoder decoder;
    private boolean encrypted;
    private @Nullable Transport transport;
    private @Nullable ScheduledFuture<?> timeout;

    ConnectionHandler(
            Connection.Engine engine, Optional<SslContext> tls, Duration authenticationTimeout, FrameDecoder decoder) {
        this.engine = engine;
        this.tls = tls;
        this.authenticationTimeout = authenticationTimeout;
        this.decoder = decoder;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        timeout = context.executor()
                .schedule(() -> timeOut(context), authenticationTimeout.toMillis(), TimeUnit.MILLISECONDS);
        super.channelActive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var frame = (Frame) message;
        if (transport != null) {
            transport.received(frame);
            return;
        }
        switch (frame) {
            case Frame.Whole whole -> startup(context, whole);
            case Frame.Skipped(var _, var reason) -> refuse(context, reason);
            case Frame.Unreadable _ ->
                refuse(context, new SlipherException(SqlState.PROTOCOL_VIOLATION, "invalid length of startup packet"));
        }
    }

    private void startup(ChannelHandlerContext context, Frame.Whole frame) {
        switch (new BodyReader(frame.body(), StandardCharsets.UTF_8).int32()) {
            case StartupCode.SSL_REQUEST -> offerTls(context);
            case StartupCode.GSSENC_REQUEST -> answer(context, 'N');
            case StartupCode.CANCEL_REQUEST -> cancel(context, frame);
            default -> begin(context, frame);
        }
    }

    private void offerTls(ChannelHandlerContext context) {
        if (tls.isEmpty() || encrypted) {
            answer(context, 'N');
        } else if (decoder.hasUndecodedBytes()) {
            refuse(
                    context,
                    new SlipherException(SqlState.PROTOCOL_VIOLATION, "received unencrypted data after SSL request")
                            .withDetail("Somebody may have put it in between."));
        } else {
            answer(context, 'S');
            encrypted = true;
            context.pipeline().addFirst(tls.get().newHandler(context.alloc()));
        }
    }

    private static void answer(ChannelHandlerContext context, char letter) {
        context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) letter}));
    }

    private void cancel(ChannelHandlerContext context, Frame.Whole frame) {
        if (frame.body().length == 3 * Integer.BYTES) {
            var reader = new BodyReader(frame.body(), StandardCharsets.UTF_8);
            reader.int32();
            engine.registry()
                    .find(reader.int32(), reader.int32())
                    .ifPresent(found -> found.interrupt(PostgresServer.userCancel()));
        }
        context.close();
    }

    private void begin(ChannelHandlerContext context, Frame.Whole frame) {
        var created = new Transport(context.channel(), engine.sendBudget(), decoder.share());
        transport = created;
        var connection = new Connection(
                created, frame.body(), context.channel().remoteAddress(), encrypted, engine, () -> loggedIn(context));
        Thread.ofVirtual().name("connection").start(connection);
    }

    private void loggedIn(ChannelHandlerContext context) {
        decoder.loggedIn();
        context.executor().execute(this::stopTimeout);
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    private void timeOut(ChannelHandlerContext context) {
        if (transport == null) {
            context.close();
        } else {
            refuse(context, new SlipherException(SqlState.QUERY_CANCELED, "canceling authentication due to timeout"));
        }
    }

    private static void refuse(ChannelHandlerContext context, SlipherException error) {
        refuse(context.channel(), error);
    }

    /** Tells a client, in the form of PostgreSQL's protocol, why it is not served. */
    static void refuse(Channel channel, SlipherException error) {
        var buffer = new MessageBuffer();
        MessageWriter.write(new BackendMessage.ErrorResponse(Failure.report("FATAL", error)), buffer);
        channel.writeAndFlush(Unpooled.wrappedBuffer(buffer.bytes(), 0, buffer.length()))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stopTimeout();
        if (transport != null) {
            transport.closed();
        }
        super.channelInactive(context);
    }

    /** Resets and failed handshakes are the client's or the network's doing; they end this connection alone. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            LOG.warn("no memory for the connection from {}", context.channel().remoteAddress(), cause);
            MemoryRefusal.sendAndClose(context.channel());
        } else {
            LOG.debug("closing the connection from {}", context.channel().remoteAddress(), cause);
            context.close();
        }
    }
}
