package dev.slipher.wire.codec;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into frames, without ever holding more than one bounded message of it.
 *
 * <pre>
 * start-up packet:  length:4 code:4 rest        until one carries a protocol version
 * message:          type:1 length:4 body        from then on; the length counts itself
 * </pre>
 *
 * <p>A buffer that was read is taken apart and released at once: what waits for its rest waits in the heap, long messages
 * within the {@link ReceiveBudget}. CopyData is passed on in parts as it arrives. Of other messages that are too long, or
 * that there is no room for, the bytes are dropped as they arrive, so that the client can be told and go on.
 */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {
    /** The longest start-up packet, as in PostgreSQL. */
    static final int STARTUP_BYTES_MAX = 10_000;

    /** The longest message before log-in. */
    static final int LOGIN_BYTES_MAX = 65_535;

    /** The longest message after log-in: Redshift's longest statement is 16 MB, its parameters may be some more. */
    static final int MESSAGE_BYTES_MAX = 64 << 20;

    /** PostgreSQL's limit, past which a length is taken for noise. */
    static final int PLAUSIBLE_BYTES_MAX = 0x3fff_ffff;

    private static final byte COPY_DATA = 'd';
    private static final String SHORTER = "Split the statement, or load its rows with COPY.";

    private final ReceiveBudget.Share share;
    private boolean started;
    private boolean broken;
    private volatile boolean loggedIn;

    /** The type and length of the next message, or the length of a start-up packet, as far as they have come. */
    private final byte[] head = new byte[1 + Integer.BYTES];

    private int headBytes;

    /** The message whose body is being read, null between messages. */
    private @Nullable IncomingMessage incoming;

    /** The buffer that is being taken apart, null between reads. */
    private @Nullable ByteBuf input;

    /** @param share of the connection, closed by others */
    public FrameDecoder(ReceiveBudget.Share share) {
        this.share = share;
    }

    /** Returns what this connection's messages take. */
    public ReceiveBudget.Share share() {
        return share;
    }

    /** Lifts the limits that hold before log-in. */
    public void loggedIn() {
        loggedIn = true;
    }

    /** Returns whether bytes have come that no frame was cut from yet. */
    public boolean hasUndecodedBytes() {
        return input != null && input.isReadable();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var in = (ByteBuf) message;
        input = in;
        try {
            while (in.isReadable()) {
                var frame = decode(in);
                if (frame != null) {
                    context.fireChannelRead(frame);
                }
            }
        } catch (Throwable thrown) {
            // Where the next message begins is not known any more.
            broken = true;
            throw thrown;
        } finally {
            input = null;
            in.release();
        }
    }

    private @Nullable Frame decode(ByteBuf in) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return null;
        }
        if (incoming == null) {
            var headLength = started ? 1 + Integer.BYTES : Integer.BYTES;
            var bytes = Math.min(headLength - headBytes, in.readableBytes());
            in.readBytes(head, headBytes, bytes);
            headBytes += bytes;
            if (headBytes < headLength) {
                return null;
            }
            headBytes = 0;
            incoming = started ? message(head[0], lengthAt(1)) : startup(lengthAt(0));
        }
        return incoming == null ? breakOff(in) : read(incoming, in);
    }

    private int lengthAt(int position) {
        return (head[position] & 0xff) << 24
                | (head[position + 1] & 0xff) << 16
                | (head[position + 2] & 0xff) << 8
                | head[position + 3] & 0xff;
    }

    private Frame breakOff(ByteBuf in) {
        broken = true;
        in.skipBytes(in.readableBytes());
        return new Frame.Unreadable(started ? head[0] : Frame.STARTUP);
    }

    private @Nullable Frame read(IncomingMessage message, ByteBuf in) {
        var frame = message.read(in);
        if (message.isComplete()) {
            incoming = null;
            started = started || (frame instanceof Frame.Whole(var _, var body, var _) && startsSession(body));
        }
        return frame;
    }

    private static boolean startsSession(byte[] startupBody) {
        var code = new BodyReader(startupBody, StandardCharsets.US_ASCII).int32();
        return code != StartupCode.SSL_REQUEST
                && code != StartupCode.GSSENC_REQUEST
                && code != StartupCode.CANCEL_REQUEST;
    }

    /** Returns the packet that a length begins, or null if no packet has it. */
    private static @Nullable IncomingMessage startup(int length) {
        return length < 2 * Integer.BYTES || length > STARTUP_BYTES_MAX
                ? null
                : new IncomingMessage.Gathered(Frame.STARTUP, new byte[length - Integer.BYTES], 0);
    }

    /** Returns the message that a type and a length begin, or null if there is none such. */
    private @Nullable IncomingMessage message(byte type, int length) {
        var plausibleMax = loggedIn ? PLAUSIBLE_BYTES_MAX : LOGIN_BYTES_MAX;
        if (length < Integer.BYTES || length > plausibleMax || !MessageParser.isKnown(type)) {
            return null;
        }
        var bodyBytes = length - Integer.BYTES;
        if (type == COPY_DATA) {
            return new IncomingMessage.InParts(type, bodyBytes);
        }
        if (bodyBytes <= ReceiveBudget.SHORT_BYTES_MAX) {
            return new IncomingMessage.Gathered(type, new byte[bodyBytes], 0);
        }
        var longest = Math.min(MESSAGE_BYTES_MAX, share.budget().limitBytes());
        if (bodyBytes > longest) {
            return dropped(type, bodyBytes, tooLong(bodyBytes, longest));
        }
        return longMessage(type, bodyBytes);
    }

    private IncomingMessage longMessage(byte type, int bodyBytes) {
        if (!share.tryReserve(bodyBytes)) {
            return dropped(type, bodyBytes, noRoom(bodyBytes));
        }
        try {
            return new IncomingMessage.Gathered(type, new byte[bodyBytes], bodyBytes);
        } catch (OutOfMemoryError _) {
            share.release(bodyBytes);
            return dropped(type, bodyBytes, noRoom(bodyBytes));
        }
    }

    private static IncomingMessage dropped(byte type, int bodyBytes, SlipherException reason) {
        return new IncomingMessage.Dropped(new Frame.Skipped(type, reason), bodyBytes);
    }

    private static SlipherException tooLong(int bodyBytes, long longest) {
        return new SlipherException(
                        SqlState.PROGRAM_LIMIT_EXCEEDED, "message of %d bytes is too long".formatted(bodyBytes))
                .withDetail(
                        longest == MESSAGE_BYTES_MAX
                                ? "A message may have at most %d bytes.".formatted(longest)
                                : "With the memory of this server a message may have at most %d bytes."
                                        .formatted(longest))
                .withHint(SHORTER);
    }

    private SlipherException noRoom(int bodyBytes) {
        var budget = share.budget();
        return new SlipherException(SqlState.OUT_OF_MEMORY, "no memory for a message of %d bytes".formatted(bodyBytes))
                .withDetail("Long messages of all clients together may have %d bytes, and have %d at the moment."
                        .formatted(budget.limitBytes(), budget.reservedBytes()))
                .withHint("Send it again when others are done. " + SHORTER);
    }
}
