package dev.slipher.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.CannedEngine.Answer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
class SlowReaderTest {
    private static final int ROW_BYTES_MIN = 12;

    /** What both kernels' socket buffers may take on loopback, with much to spare. */
    private static final long KERNEL_BYTES_MAX = 32 << 20;

    private static final int STATEMENTS_WITHOUT_ROWS = 100;

    private final AtomicLong rows = new AtomicLong();
    private final CannedEngine engine = endless(rows);

    @Test
    void anEndlessResultWaitsForItsReaderInBoundedMemory() throws Exception {
        try (var server = new TestServer(engine);
                var client = server.raw().startup()) {
            client.receiveUntil('Z');
            client.query("endless");
            awaitNoMoreRows(server);
            assertThat(rows.get() * ROW_BYTES_MIN)
                    .isLessThan(ResultSink.BUFFERED_BYTES_MAX + KERNEL_BYTES_MAX)
                    .isGreaterThan(ResultSink.BUFFERED_BYTES_MAX / 2);

            var session = engine.opened.element();
            server.server.cancel(session.processId());
            var messages = 0;
            var message = client.receive();
            while (message.type() != 'E') {
                message = client.receive();
                messages++;
            }
            assertThat(message.field('C')).isEqualTo("57014");
            assertThat(messages).isGreaterThan(1_000);
            assertThat(client.typesUntilReady()).isEqualTo("Z");
            assertThat(client.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
        }
    }

    @Test
    void aReaderThatReadsNoMoreKeepsNeitherItsTransactionNorItsConnection() throws Exception {
        try (var server = new TestServer(engine);
                var client = server.raw().startup()) {
            client.receiveUntil('Z');
            client.query("endless");
            awaitNoMoreRows(server);
            var session = engine.opened.element();
            server.server.cancel(session.processId());
            assertThat(session.failed.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(server.server.terminate(session.processId())).isTrue();
            assertThat(session.closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anEngineCanTellThatTheReaderIsSlow() throws Exception {
        var batches = new AtomicInteger();
        var batch = CannedServer.numbers(Batch.CAPACITY);
        var slow = new CountDownLatch(1);
        var engine = CannedServer.engine().command("until slow", (_, _, sink) -> {
            sink.columns(List.of(ResultColumn.of("n", SqlType.Simple.INTEGER)));
            while (sink.isWritable()) {
                sink.rows(batch);
                batches.incrementAndGet();
            }
            slow.countDown();
            return "SELECT " + batches.get() * Batch.CAPACITY;
        });
        try (var server = new TestServer(engine);
                var client = server.raw().startup()) {
            client.receiveUntil('Z');
            client.query("until slow");
            slow.await();
            var messages = client.receiveUntil('Z');
            assertThat(messages.get(messages.size() - 2).text())
                    .isEqualTo("SELECT " + batches.get() * Batch.CAPACITY + "\0");
            assertThat(messages).hasSize(batches.get() * Batch.CAPACITY + 3);
        }
    }

    @Test
    void rowsThatAreOfferedNeverWaitForTheirReader() throws Exception {
        var wide = CannedServer.strings(20, 300_000);
        var offered = new CountDownLatch(1);
        var sent = new AtomicInteger();
        var engine = CannedServer.engine().command("offer", (_, _, sink) -> {
            sink.columns(List.of(ResultColumn.of("s", new SqlType.Varchar(65_535))));
            var next = 0;
            for (var taken = 1; taken > 0; ) {
                taken = sink.offer(wide, next, wide.rowCount() - next);
                next = (next + taken) % wide.rowCount();
                sent.addAndGet(taken);
            }
            offered.countDown();
            sink.rows(wide);
            return "SELECT";
        });
        try (var server = new TestServer(engine);
                var client = server.raw().startup()) {
            client.receiveUntil('Z');
            client.query("offer");
            offered.await();
            var messages = client.receiveUntil('Z');
            assertThat(messages.stream().filter(message -> message.type() == 'D'))
                    .hasSize(sent.get() + wide.rowCount());
        }
    }

    /** Returns an engine whose result "endless" has one batch of numbers after the other, and counts its rows. */
    private static CannedEngine endless(AtomicLong rows) {
        var columns = List.of(ResultColumn.of("n", SqlType.Simple.INTEGER));
        var batch = CannedServer.numbers(Batch.CAPACITY);
        Supplier<Batch> batches = () -> {
            rows.addAndGet(batch.rowCount());
            return batch;
        };
        return CannedServer.engine()
                .answer("endless", new Answer.Rows(List.of(), columns, (_, _) -> batches.get(), "SELECT"));
    }

    /**
     * Waits until no rows have come while another client was served so many times. A look at the thread's state would not
     * do: it also waits for the event loop, which has not yet given the kernel what it will take.
     */
    private void awaitNoMoreRows(TestServer server) throws IOException {
        try (var other = server.raw().startup()) {
            other.receiveUntil('Z');
            var seen = -1L;
            while (rows.get() == 0 || rows.get() != seen) {
                seen = rows.get();
                for (var i = 0; i < STATEMENTS_WITHOUT_ROWS; i++) {
                    assertThat(other.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
                }
            }
        }
    }
}
