package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.codec.MessageBuffer;
import dev.slipher.wire.codec.MessageWriter;
import dev.slipher.wire.message.BackendMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;

/** The last message to a client that there is no memory for, made in advance where sockets take it from: outside the heap. */
final class MemoryRefusal {
    private static final ByteBuffer MESSAGE = message();

    private MemoryRefusal() {}

    private static ByteBuffer message() {
        var error = new SlipherException(SqlState.OUT_OF_MEMORY, "out of memory")
                .withDetail("The server has no memory left to receive or send what this connection is about.")
                .withHint("Connect again later, or start the server with more memory.");
        var buffer = new MessageBuffer();
        MessageWriter.write(new BackendMessage.ErrorResponse(Failure.report("FATAL", error)), buffer);
        return ByteBuffer.allocateDirect(buffer.length())
                .put(buffer.bytes(), 0, buffer.length())
                .flip();
    }

    static void sendAndClose(Channel channel) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(MESSAGE.duplicate())).addListener(ChannelFutureListener.CLOSE);
    }
}
