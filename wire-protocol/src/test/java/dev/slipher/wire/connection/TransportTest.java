package dev.slipher.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.wire.codec.Frame;
import dev.slipher.wire.codec.ReceiveBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
class TransportTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReceiveBudget received = new ReceiveBudget(1 << 20);
    private final Transport transport = new Transport(channel, new SendBudget(64 << 20), received.openShare());

    @Test
    void readingPausesWhileTheReceiverIsBehind() {
        var frame = new Frame.Whole((byte) 'd', new byte[100_000], 0);
        var frames = 0;
        while (channel.config().isAutoRead()) {
            transport.received(frame);
            frames++;
        }
        assertThat(frames * 100_000L).isBetween(1L << 20, (1L << 20) + 100_000);
        while (!channel.config().isAutoRead()) {
            transport.receive();
            frames--;
        }
        assertThat(frames).isPositive();
    }

    @Test
    void anInterruptionEndsTheCallThatIsRunningAndNoOther() {
        var cancelled = new AtomicInteger();
        transport.interrupt(PostgresServer.userCancel());
        transport.enterCall(cancelled::incrementAndGet);
        assertThat(cancelled).hasValue(0);
        transport.interrupt(PostgresServer.userCancel());
        assertThat(cancelled).hasValue(1);
        assertThatThrownBy(transport::receive).hasMessage("canceling statement due to user request");
        transport.exitCall();
        transport.received(new Frame.Whole((byte) 'S', new byte[0], 0));
        assertThat(transport.receive().type()).isEqualTo((byte) 'S');
    }

    @Test
    void aWriteForWhichThereIsNoMemoryTakesNoRoomFromThoseAfterIt() {
        var sound = channel.config().getAllocator();
        channel.config().setAllocator(new NoMemory());
        transport.buffer().putBytes(new byte[SendBudget.CHUNK_BYTES], 0, SendBudget.CHUNK_BYTES);
        for (var i = 0; i < ResultSink.BUFFERED_BYTES_MAX / SendBudget.CHUNK_BYTES; i++) {
            assertThatThrownBy(transport::flush).isInstanceOf(OutOfMemoryError.class);
        }
        channel.config().setAllocator(sound);

        assertThat(transport.isWritable()).isTrue();
        transport.flush();
        ByteBuf written = channel.readOutbound();
        assertThat(written.readableBytes()).isEqualTo(SendBudget.CHUNK_BYTES);
        written.release();
    }

    @Test
    void clientsThatDoNotReadLeaveRoomForThoseThatDo() {
        var budget = new SendBudget(8 << 20);
        for (var i = 0; i < 500; i++) {
            var stuck = new Transport(new StuckChannel(), budget, received.openShare());
            while (stuck.isWritable()) {
                stuck.buffer().putBytes(new byte[stuck.chunkBytes()], 0, stuck.chunkBytes());
                stuck.flush();
            }
        }
        assertThat(budget.unsentBytes()).isBetween(4L << 20, 12L << 20);
        assertThat(new Transport(channel, budget, received.openShare()).isWritable())
                .isTrue();
    }

    /** Never sends what it is given. */
    private static final class StuckChannel extends EmbeddedChannel {
        private StuckChannel() {
            super(new ChannelOutboundHandlerAdapter() {
                @Override
                public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                    ReferenceCountUtil.release(message);
                }
            });
        }
    }

    @Test
    void aClientThatIsGoneCancelsTheCall() {
        var cancelled = new AtomicInteger();
        transport.enterCall(cancelled::incrementAndGet);
        transport.closed();
        assertThat(cancelled).hasValue(1);
        assertThatThrownBy(transport::receive)
                .isInstanceOf(SlipherException.class)
                .hasMessage("connection to client lost");
    }
}
