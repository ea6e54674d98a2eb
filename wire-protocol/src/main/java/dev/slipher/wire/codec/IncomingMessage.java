package dev.slipher.wire.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A message whose body is being read: what becomes of its bytes as they arrive. */
abstract sealed class IncomingMessage {
    private static final byte[] NOTHING = {};

    private int bytesLeft;

    private IncomingMessage(int bodyBytes) {
        this.bytesLeft = bodyBytes;
    }

    /** Returns whether the body has been read to its end. */
    final boolean isComplete() {
        return bytesLeft == 0;
    }

    /** Reads what there is of the body; returns the frame that it makes, or null if it makes none yet. */
    final @Nullable Frame read(ByteBuf in) {
        var bytes = Math.min(bytesLeft, in.readableBytes());
        bytesLeft -= bytes;
        return read(in, bytes);
    }

    abstract @Nullable Frame read(ByteBuf in, int bytes);

    /** Gathers the body in an array of its length, so that it is copied once and never waits outside the heap. */
    static final class Gathered extends IncomingMessage {
        private final byte type;
        private final byte[] body;
        private final int reservedBytes;
        private int position;

        Gathered(byte type, byte[] body, int reservedBytes) {
            super(body.length);
            this.type = type;
            this.body = body;
            this.reservedBytes = reservedBytes;
        }

        @Override
        @Nullable
        Frame read(ByteBuf in, int bytes) {
            in.readBytes(body, position, bytes);
            position += bytes;
            return isComplete() ? new Frame.Whole(type, body, reservedBytes) : null;
        }
    }

    /** Passes each part on as it arrives. */
    static final class InParts extends IncomingMessage {
        private final byte type;

        InParts(byte type, int bodyBytes) {
            super(bodyBytes);
            this.type = type;
        }

        @Override
        @Nullable
        Frame read(ByteBuf in, int bytes) {
            if (bytes == 0) {
                return isComplete() ? new Frame.Whole(type, NOTHING, 0) : null;
            }
            var part = new byte[bytes];
            in.readBytes(part);
            return new Frame.Whole(type, part, 0);
        }
    }

    /** Drops the body. */
    static final class Dropped extends IncomingMessage {
        private final Frame.Skipped frame;

        Dropped(Frame.Skipped frame, int bodyBytes) {
            super(bodyBytes);
            this.frame = frame;
        }

        @Override
        @Nullable
        Frame read(ByteBuf in, int bytes) {
            in.skipBytes(bytes);
            return isComplete() ? frame : null;
        }
    }
}
