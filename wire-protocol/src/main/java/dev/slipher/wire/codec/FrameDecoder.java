package dev.slipher.wire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into frames, without ever holding more than one bounded message of it.
 *
 * <pre>
 * start-up packet:  length:4 code:4 rest        until one carries a protocol version
 * message:          type:1 length:4 body        from then on; the length counts itself
 * </pre>
 *
 * <p>CopyData is passed on in parts as it arrives. Of other messages that are too long the bytes are dropped as they
 * arrive, so that the client can be told and go on.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    /** The longest start-up packet, as in PostgreSQL. */
    static final int STARTUP_BYTES_MAX = 10_000;

    /** The longest message before log-in. */
    static final int LOGIN_BYTES_MAX = 65_535;

    /** The longest message after log-in: Redshift's longest statement is 16 MB, its parameters may be some more. */
    static final int MESSAGE_BYTES_MAX = 64 << 20;

    /** PostgreSQL's limit, past which a length is taken for noise. */
    static final int PLAUSIBLE_BYTES_MAX = 0x3fff_ffff;

    private static final byte COPY_DATA = 'd';
    private static final byte[] NOTHING = {};

    private boolean started;
    private boolean broken;
    private volatile boolean loggedIn;

    /** The message whose body is passed on or dropped in parts, null between messages. */
    private @Nullable Frame partial;

    private int partialBytesLeft;

    /** Lifts the limits that hold before log-in. */
    public void loggedIn() {
        loggedIn = true;
    }

    /** Returns whether bytes have come that no frame was cut from yet. */
    public boolean hasUndecodedBytes() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
        } else if (partial != null) {
            decodePart(partial, in, out);
        } else if (started) {
            decodeMessage(in, out);
        } else {
            decodeStartup(in, out);
        }
    }

    private void decodeStartup(ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        var length = in.getInt(in.readerIndex());
        if (length < 2 * Integer.BYTES || length > STARTUP_BYTES_MAX) {
            breakOff(Frame.STARTUP, in, out);
            return;
        }
        if (in.readableBytes() < length) {
            return;
        }
        in.skipBytes(Integer.BYTES);
        var body = ByteBufUtil.getBytes(in.readSlice(length - Integer.BYTES));
        var code = (body[0] & 0xff) << 24 | (body[1] & 0xff) << 16 | (body[2] & 0xff) << 8 | body[3] & 0xff;
        started = code != StartupCode.SSL_REQUEST
                && code != StartupCode.GSSENC_REQUEST
                && code != StartupCode.CANCEL_REQUEST;
        out.add(new Frame(Frame.STARTUP, body, body.length));
    }

    private void decodeMessage(ByteBuf in, List<Object> out) {
        if (in.readableBytes() < 1 + Integer.BYTES) {
            return;
        }
        var type = in.getByte(in.readerIndex());
        var length = in.getInt(in.readerIndex() + 1);
        var bodyBytes = length - Integer.BYTES;
        var plausibleMax = loggedIn ? PLAUSIBLE_BYTES_MAX : LOGIN_BYTES_MAX;
        if (length < Integer.BYTES || length > plausibleMax || !MessageParser.isKnown(type)) {
            breakOff(type, in, out);
        } else if (bodyBytes > MESSAGE_BYTES_MAX || (type == COPY_DATA && in.readableBytes() <= length)) {
            in.skipBytes(1 + Integer.BYTES);
            partial = new Frame(type, NOTHING, bodyBytes);
            partialBytesLeft = bodyBytes;
            decodePart(partial, in, out);
        } else if (in.readableBytes() > length) {
            in.skipBytes(1 + Integer.BYTES);
            out.add(new Frame(type, ByteBufUtil.getBytes(in.readSlice(bodyBytes)), bodyBytes));
        }
    }

    private void decodePart(Frame message, ByteBuf in, List<Object> out) {
        var bytes = Math.min(partialBytesLeft, in.readableBytes());
        if (message.type() != COPY_DATA) {
            in.skipBytes(bytes);
        } else if (bytes > 0) {
            out.add(new Frame(COPY_DATA, ByteBufUtil.getBytes(in.readSlice(bytes)), bytes));
        }
        partialBytesLeft -= bytes;
        if (partialBytesLeft == 0) {
            partial = null;
            if (message.type() != COPY_DATA) {
                out.add(message);
            }
        }
    }

    private void breakOff(byte type, ByteBuf in, List<Object> out) {
        broken = true;
        in.skipBytes(in.readableBytes());
        out.add(new Frame(type, NOTHING, Frame.IMPOSSIBLE_LENGTH));
    }
}
