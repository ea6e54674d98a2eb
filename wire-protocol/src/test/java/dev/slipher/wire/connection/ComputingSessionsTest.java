package dev.slipher.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ComputingSessionsTest {
    private static final int SESSIONS = Math.min(2 * Runtime.getRuntime().availableProcessors(), 32);

    @Test
    void sessionsThatComputeOnEveryCoreLeaveOthersTheirTurn() throws Exception {
        var ended = new AtomicBoolean();
        var computing = new CountDownLatch(SESSIONS);
        var engine = CannedServer.engine().command("compute", (_, _, _) -> {
            computing.countDown();
            while (!ended.get()) {
                Thread.onSpinWait();
            }
            return "SELECT 0";
        });
        try (var server = new TestServer(engine)) {
            var clients = new ArrayList<RawClient>();
            try {
                for (var i = 0; i < SESSIONS; i++) {
                    var client = server.raw().startup();
                    clients.add(client);
                    client.receiveUntil('Z');
                }
                for (var client : clients) {
                    client.query("compute");
                }
                assertThat(computing.await(20, TimeUnit.SECONDS)).isTrue();
                try (var other = server.raw().startup()) {
                    other.receiveUntil('Z');
                    assertThat(other.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
                }
                assertThat(ended).isFalse();
                ended.set(true);
                for (var client : clients) {
                    assertThat(client.typesUntilReady()).isEqualTo("CZ");
                }
            } finally {
                ended.set(true);
                for (var client : clients) {
                    client.close();
                }
            }
        }
    }
}
