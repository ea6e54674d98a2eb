package dev.slipher.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.wire.connection.LeakWatch;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakWatch.class)
class FrameDecoderTest {
    private static final int VERSION_3 = 196_608;

    private static byte[] startup(int code) {
        return ByteBuffer.allocate(8).putInt(8).putInt(code).array();
    }

    private static byte[] message(char type, String body) {
        return ByteBuffer.allocate(5 + body.length())
                .put((byte) type)
                .putInt(4 + body.length())
                .put(body.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static byte[] concatenate(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Returns the frames, CopyData put together again, of bytes that arrive {@code pieceBytes} at a time. */
    private static List<String> decode(byte[] bytes, int pieceBytes) {
        var decoder = new FrameDecoder();
        decoder.loggedIn();
        var channel = new EmbeddedChannel(decoder);
        for (var from = 0; from < bytes.length; from += pieceBytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, Math.min(pieceBytes, bytes.length - from)));
        }
        var frames = new ArrayList<String>();
        for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            var body = new String(frame.body(), StandardCharsets.ISO_8859_1);
            if (frame.isBroken()) {
                frames.add("broken");
            } else if (frame.type() == 'd'
                    && !frames.isEmpty()
                    && frames.getLast().startsWith("d")) {
                frames.set(frames.size() - 1, frames.getLast() + body);
            } else if (frame.type() == Frame.STARTUP) {
                frames.add("startup" + body.length());
            } else {
                frames.add((char) frame.type() + body + (frame.isDropped() ? "dropped " + frame.declaredBytes() : ""));
            }
        }
        channel.finishAndReleaseAll();
        return frames;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1_000})
    void cutsTheStreamHoweverItArrives(int pieceBytes) {
        var bytes = concatenate(
                startup(StartupCode.GSSENC_REQUEST),
                startup(StartupCode.SSL_REQUEST),
                startup(VERSION_3),
                message('Q', "select 1"),
                message('S', ""),
                message('d', "some data"),
                message('d', ""),
                message('d', " and more"),
                message('c', ""),
                message('X', ""));
        assertThat(decode(bytes, pieceBytes))
                .containsExactly("startup4", "startup4", "startup4", "Qselect 1", "S", "dsome data and more", "c", "X");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 65_536, 100_000_000})
    void aTooLongMessageIsDroppedAndTheNextOneKept(int pieceBytes) {
        var tooLong = FrameDecoder.MESSAGE_BYTES_MAX + 1;
        var bytes = ByteBuffer.allocate(8 + 5 + tooLong + 5)
                .put(startup(VERSION_3))
                .put((byte) 'P')
                .putInt(tooLong + 4)
                .position(8 + 5 + tooLong)
                .put(message('S', ""))
                .array();
        assertThat(decode(bytes, pieceBytes)).containsExactly("startup4", "Pdropped " + tooLong, "S");
    }

    @Test
    void nothingIsReadAfterAnImpossibleLength() {
        var bad = ByteBuffer.allocate(5).put((byte) 'Q').putInt(3).array();
        assertThat(decode(concatenate(startup(VERSION_3), bad, message('S', "")), 1_000))
                .containsExactly("startup4", "broken");
        assertThat(decode(concatenate(startup(VERSION_3), message('?', "")), 1_000))
                .containsExactly("startup4", "broken");
        assertThat(decode(ByteBuffer.allocate(8).putInt(7).array(), 1_000)).containsExactly("broken");
    }
}
