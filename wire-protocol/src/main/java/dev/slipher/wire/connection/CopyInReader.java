package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.codec.MessageParser;
import dev.slipher.wire.message.FrontendMessage.CopyData;
import dev.slipher.wire.message.FrontendMessage.CopyDone;
import dev.slipher.wire.message.FrontendMessage.CopyFail;
import dev.slipher.wire.message.FrontendMessage.Flush;
import dev.slipher.wire.message.FrontendMessage.Sync;
import java.util.Objects;

/** Reads CopyData messages as one stream up to CopyDone. */
final class CopyInReader extends CopyInSource {
    private static final byte[] NOTHING = {};

    private final Transport transport;
    private byte[] chunk = NOTHING;
    private int position;
    private boolean done;

    CopyInReader(Transport transport) {
        this.transport = transport;
    }

    @Override
    public int read() {
        return fill() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        var count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return chunk.length - position + (done ? 0 : transport.availableBytes());
    }

    /** Reads the rest and forgets it. */
    void drain() {
        while (fill()) {
            position = chunk.length;
        }
    }

    /** Makes sure that at least a byte is in the chunk; returns false at the end of the data. */
    private boolean fill() {
        while (position == chunk.length && !done) {
            switch (MessageParser.parse(transport.receive(), transport.buffer().charset())) {
                case CopyData(var bytes) -> {
                    chunk = bytes;
                    position = 0;
                }
                case CopyDone _ -> done = true;
                case CopyFail(var reason) -> {
                    done = true;
                    throw new SlipherException(SqlState.QUERY_CANCELED, "COPY from stdin failed: " + reason);
                }
                // Clients of the extended protocol send them along with Execute, before they know of the copy.
                case Sync _, Flush _ -> {}
                case dev.slipher.wire.message.FrontendMessage other -> {
                    done = true;
                    throw new SlipherException(
                            SqlState.PROTOCOL_VIOLATION,
                            "unexpected message %s during COPY from stdin"
                                    .formatted(other.getClass().getSimpleName()));
                }
            }
        }
        return position < chunk.length;
    }
}
