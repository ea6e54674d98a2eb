package dev.slipher.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.wire.auth.AuthenticationPolicy;
import dev.slipher.wire.auth.Authenticator;
import dev.slipher.wire.codec.FrameDecoder;
import dev.slipher.wire.codec.ReceiveBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
class LongMessageTest {
    private static final int LIMIT_BYTES = 1 << 20;
    private static final int LONG_BYTES = 800_000;

    private TestServer server;

    @BeforeEach
    void start() throws InterruptedException {
        var engine = CannedServer.engine().command(statement(), (session, _, _) -> {
            session.running.release();
            session.cancels.acquire();
            return "SELECT 0";
        });
        server = new TestServer(
                engine, TestServer.options().withReceivedBytesMax(LIMIT_BYTES), _ -> new AuthenticationPolicy.Trust());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Returns a long statement, which runs until its session is cancelled. */
    private static String statement() {
        return "x".repeat(LONG_BYTES);
    }

    private RawClient connect() throws IOException {
        var client = server.raw().startup();
        client.receiveUntil('Z');
        return client;
    }

    @Test
    void whatHasNoRoomBesideOthersIsAnErrorUntilTheyAreServed() throws Exception {
        try (var first = connect();
                var second = connect()) {
            first.query(statement());
            var session = server.engine.opened.element();
            session.running.acquire();

            var refused = second.query(statement()).receiveUntil('Z');
            assertThat(RawClient.types(refused)).isEqualTo("EZ");
            assertThat(refused.getFirst().field('C')).isEqualTo("53200");
            assertThat(refused.getFirst().field('H')).contains("Send it again");
            assertThat(second.query("select 1").typesUntilReady()).isEqualTo("TDCZ");

            session.cancels.release();
            assertThat(first.typesUntilReady()).isEqualTo("CZ");
            second.query(statement());
            var other = server.engine.opened.stream().skip(1).findFirst().orElseThrow();
            other.running.acquire();
            other.cancels.release();
            assertThat(second.typesUntilReady()).isEqualTo("CZ");
        }
    }

    @Test
    void aClientThatGoesAmidItsMessageLeavesItsRoomToOthers() throws Exception {
        try (var first = connect()) {
            first.write(
                    ByteBuffer.allocate(5).put((byte) 'Q').putInt(LONG_BYTES).array());
        }
        var session = server.engine.opened.element();
        session.closed.await();
        while (server.server.connectionCount() > 0) {
            Thread.onSpinWait();
        }
        try (var second = connect()) {
            assertThat(second.query("x".repeat(LIMIT_BYTES - 1))
                            .receiveUntil('Z')
                            .getFirst()
                            .field('C'))
                    .isEqualTo("42601");
        }
    }

    @Test
    void whoThereIsNoMemoryForIsToldSo() {
        var budget = new ReceiveBudget(LIMIT_BYTES);
        var random = new SecureRandom();
        var engine = new Connection.Engine(
                new ConnectionRegistry(1, random),
                new Authenticator(_ -> new AuthenticationPolicy.Trust(), random),
                CannedServer.engine(),
                new SendBudget(LIMIT_BYTES),
                budget);
        var decoder = new FrameDecoder(budget.openShare());
        var channel = new EmbeddedChannel(new ConnectionHandler(engine, Optional.empty(), Duration.ofDays(1), decoder));
        channel.config().setAllocator(new NoMemory());
        channel.pipeline().fireExceptionCaught(new OutOfMemoryError("none left"));

        ByteBuf sent = channel.readOutbound();
        assertThat(sent.isDirect()).isTrue();
        assertThat(sent.toString(StandardCharsets.UTF_8)).startsWith("E").contains("SFATAL", "C53200");
        assertThat(channel.isOpen()).isFalse();
        sent.release();
    }
}
