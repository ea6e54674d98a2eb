package dev.slipher.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.error.SqlState;
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
        var channel = channel(new ReceiveBudget(FrameDecoder.MESSAGE_BYTES_MAX));
        for (var from = 0; from < bytes.length; from += pieceBytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, Math.min(pieceBytes, bytes.length - from)));
        }
        var frames = new ArrayList<String>();
        for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            add(frame, frames);
        }
        channel.finishAndReleaseAll();
        return frames;
    }

    private static void add(Frame frame, List<String> frames) {
        switch (frame) {
            case Frame.Unreadable _ -> frames.add("broken");
            case Frame.Skipped(var type, var reason) -> frames.add((char) type + " " + reason.getMessage());
            case Frame.Whole(var type, var bytes, var _)
            when type == Frame.STARTUP -> frames.add("startup" + bytes.length);
            case Frame.Whole(var type, var bytes, var _) -> {
                var body = new String(bytes, StandardCharsets.ISO_8859_1);
                if (type == 'd' && !frames.isEmpty() && frames.getLast().startsWith("d")) {
                    frames.set(frames.size() - 1, frames.getLast() + body);
                } else {
                    frames.add((char) type + body);
                }
            }
        }
    }

    private static EmbeddedChannel channel(ReceiveBudget budget) {
        var decoder = new FrameDecoder(budget.openShare());
        decoder.loggedIn();
        return new EmbeddedChannel(decoder);
    }

    private static byte[] head(char type, int bodyBytes) {
        return ByteBuffer.allocate(5).put((byte) type).putInt(4 + bodyBytes).array();
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
        assertThat(decode(bytes, pieceBytes))
                .containsExactly("startup4", "P message of %d bytes is too long".formatted(tooLong), "S");
    }

    @Test
    void whatWaitsForItsRestKeepsNoBufferOfTheNetwork() {
        var channel = channel(new ReceiveBudget(1 << 20));
        for (var bytes : List.of(
                startup(VERSION_3), head('Q', 500_000), new byte[499_999], new byte[1], new byte[] {'Q', 0, 0, 2})) {
            var buffer = Unpooled.directBuffer().writeBytes(bytes);
            channel.writeInbound(buffer);
            assertThat(buffer.refCnt()).isZero();
        }
        assertThat(channel.inboundMessages()).hasSize(2);
        channel.finishAndReleaseAll();
    }

    @Test
    void aLongMessageIsSkippedWhereOthersHaveTheRoom() {
        var budget = new ReceiveBudget(1 << 20);
        var first = channel(budget);
        first.writeInbound(Unpooled.wrappedBuffer(startup(VERSION_3), head('Q', 800_000), new byte[100]));
        var second = channel(budget);
        second.writeInbound(Unpooled.wrappedBuffer(startup(VERSION_3), head('P', 300_000)));
        second.writeInbound(Unpooled.wrappedBuffer(new byte[300_000], message('S', "")));
        second.readInbound();
        assertThat(second.<Frame>readInbound()).isInstanceOfSatisfying(Frame.Skipped.class, skipped -> {
            assertThat(skipped.type()).isEqualTo((byte) 'P');
            assertThat(skipped.reason().sqlState()).isEqualTo(SqlState.OUT_OF_MEMORY);
            assertThat(skipped.reason().hint()).isNotNull();
        });
        assertThat(second.<Frame>readInbound().type()).isEqualTo((byte) 'S');
        second.writeInbound(Unpooled.wrappedBuffer(head('Q', ReceiveBudget.SHORT_BYTES_MAX), new byte[1 << 16]));
        assertThat(second.<Frame>readInbound()).as("a short message").isInstanceOf(Frame.Whole.class);
        assertThat(budget.reservedBytes()).isEqualTo(800_000);
        first.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }

    @Test
    void aMessageThatNeverHasRoomIsTooLong() {
        var channel = channel(new ReceiveBudget(1 << 20));
        channel.writeInbound(Unpooled.wrappedBuffer(startup(VERSION_3), head('Q', 2 << 20), new byte[2 << 20]));
        channel.readInbound();
        assertThat(channel.<Frame>readInbound())
                .isInstanceOfSatisfying(
                        Frame.Skipped.class,
                        skipped -> assertThat(skipped.reason().sqlState()).isEqualTo(SqlState.PROGRAM_LIMIT_EXCEEDED));
        channel.finishAndReleaseAll();
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
