package dev.slipher.wire.connection;

import static dev.slipher.wire.connection.RawClient.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.CannedEngine.Answer;
import dev.slipher.wire.format.ValueFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The order of messages, byte by byte; letters stand for message types. */
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageFlowTest {
    private TestServer server;
    private RawClient client;
    private CannedSession session;

    @BeforeAll
    void start() throws InterruptedException {
        server = new TestServer(CannedServer.engine()
                .fails("broken", new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero"))
                .answer(
                        "seven rows",
                        new Answer.Rows(
                                List.of(),
                                List.of(ResultColumn.of("n", SqlType.Simple.INTEGER)),
                                (index, _) -> index < 1 ? CannedServer.numbers(7) : CannedEngine.empty(),
                                "SELECT 7"))
                .answer("one integer", new Answer.Command(List.of(SqlType.Simple.INTEGER), (_, _, _) -> "SELECT 0"))
                .command("copy without reading", (_, _, sink) -> {
                    sink.copyIn(ValueFormat.TEXT, 1);
                    return "COPY 0";
                })
                .command("copy that fails", (_, _, sink) -> {
                    sink.copyIn(ValueFormat.TEXT, 1).read();
                    throw new SlipherException(SqlState.BAD_COPY_FILE_FORMAT, "extra data after last expected column");
                }));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = server.raw().startup();
        client.receiveUntil('Z');
        session = new ArrayList<>(server.engine.opened).getLast();
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    @Test
    void simpleQueries() throws IOException {
        assertThat(client.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
        assertThat(client.query("select 1; set x = 1; select 1").typesUntilReady())
                .isEqualTo("TDCCTDCZ");
        assertThat(client.query("").typesUntilReady()).isEqualTo("IZ");
        assertThat(client.query(" ; ").typesUntilReady()).isEqualTo("IZ");
        assertThat(client.query("select 1; broken; select 1").typesUntilReady()).isEqualTo("TDCEZ");
        assertThat(client.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
    }

    @Test
    void readyForQueryTellsTheTransaction() throws IOException {
        assertThat(client.query("begin").receiveUntil('Z').getLast().text()).isEqualTo("T");
        assertThat(client.query("broken").receiveUntil('Z').getLast().text()).isEqualTo("E");
        assertThat(client.query("rollback").receiveUntil('Z').getLast().text()).isEqualTo("I");
    }

    @Test
    void theExtendedProtocol() throws IOException {
        client.parse("s", "seven rows")
                .send('D', body().bytes((byte) 'S').string("s"))
                .bind("p", "s")
                .send('D', body().bytes((byte) 'P').string("p"))
                .execute("p", 3)
                .execute("p", 3)
                .execute("p", 3)
                .send('C', body().bytes((byte) 'P').string("p"))
                .send('C', body().bytes((byte) 'S').string("s"))
                .send('S');
        assertThat(client.typesUntilReady()).isEqualTo("1tT2TDDDsDDDsDC33Z");
        assertThat(session.syncs()).isEqualTo(1);
    }

    @Test
    void nothingIsSentBeforeFlushOrSync() throws IOException {
        client.parse("", "select 1").send('H');
        assertThat(client.receive().type()).isEqualTo('1');
        client.bind("", "").execute("", 0).send('H');
        assertThat(RawClient.types(client.receiveUntil('C'))).isEqualTo("2DC");
        client.send('S');
        assertThat(client.typesUntilReady()).isEqualTo("Z");
    }

    @Test
    void aStatementWithoutRowsHasNoData() throws IOException {
        client.parse("", "set x = 1")
                .send('D', body().bytes((byte) 'S').string(""))
                .bind("", "")
                .send('D', body().bytes((byte) 'P').string(""))
                .execute("", 0)
                .send('S');
        assertThat(client.typesUntilReady()).isEqualTo("1tn2nCZ");
        client.parse("", "").bind("", "").execute("", 0).send('S');
        assertThat(client.typesUntilReady()).isEqualTo("12IZ");
    }

    @Test
    void anErrorIsSentBeforeSync() throws IOException {
        client.parse("", "broken").bind("", "").execute("", 0).send('H');
        assertThat(RawClient.types(client.receiveUntil('E'))).isEqualTo("12E");
        client.send('S');
        assertThat(client.typesUntilReady()).isEqualTo("Z");
    }

    @Test
    void afterAnErrorEverythingIsSkippedUpToSync() throws IOException {
        client.parse("", "broken")
                .bind("", "")
                .execute("", 0)
                .parse("", "select 1")
                .query("select 1")
                .execute("", 0)
                .send('H')
                .send('S')
                .query("select 1");
        assertThat(client.typesUntilReady()).isEqualTo("12EZ");
        assertThat(client.typesUntilReady()).isEqualTo("TDCZ");
        assertThat(session.failures()).hasSize(1);
    }

    @Test
    void everyGroupOfAPipelineFailsAlone() throws IOException {
        for (var i = 0; i < 100; i++) {
            client.parse("", i % 3 == 0 ? "broken" : "select 1")
                    .bind("", "")
                    .execute("", 0)
                    .send('S');
        }
        for (var i = 0; i < 100; i++) {
            assertThat(client.typesUntilReady()).isEqualTo(i % 3 == 0 ? "12EZ" : "12DCZ");
        }
    }

    @Test
    void missingStatementsAndPortals() throws IOException {
        client.bind("", "none").send('S');
        assertThat(errorBeforeReady()).isEqualTo("26000");
        client.execute("none", 0).send('S');
        assertThat(errorBeforeReady()).isEqualTo("34000");
        client.send('D', body().bytes((byte) 'P').string("none")).send('S');
        assertThat(errorBeforeReady()).isEqualTo("34000");
        client.parse("s", "select 1").parse("s", "select 1").send('S');
        assertThat(client.receive().type()).isEqualTo('1');
        assertThat(errorBeforeReady()).isEqualTo("42P05");
        client.send('C', body().bytes((byte) 'S').string("none")).send('S');
        assertThat(client.typesUntilReady()).isEqualTo("3Z");
    }

    private String errorBeforeReady() throws IOException {
        var messages = client.receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("EZ");
        return messages.getFirst().field('C');
    }

    @Test
    void bindsThatDoNotFitTheirStatement() throws IOException {
        client.parse("", "one integer").send('S');
        client.typesUntilReady();
        client.bind("", "").send('S');
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        // Format code 7
        client.send(
                        'B',
                        body().string("")
                                .string("")
                                .int16(1)
                                .int16(7)
                                .int16(1)
                                .int32(-1)
                                .int16(0))
                .send('S');
        assertThat(errorBeforeReady()).isEqualTo("22023");
        // A length past the end
        client.send(
                        'B',
                        body().string("")
                                .string("")
                                .int16(0)
                                .int16(1)
                                .int32(100)
                                .int16(0))
                .send('S');
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        // Two formats for one value
        client.send(
                        'B',
                        body().string("")
                                .string("")
                                .int16(2)
                                .int16(0)
                                .int16(0)
                                .int16(1)
                                .int32(-1)
                                .int16(0))
                .send('S');
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        // Three bytes for a binary integer
        client.send(
                        'B',
                        body().string("")
                                .string("")
                                .int16(1)
                                .int16(1)
                                .int16(1)
                                .int32(3)
                                .bytes(new byte[3])
                                .int16(0))
                .send('S');
        assertThat(errorBeforeReady()).isEqualTo("22P03");
        // Something after the end
        client.send(
                        'B',
                        body().string("")
                                .string("")
                                .int16(0)
                                .int16(1)
                                .int32(-1)
                                .int16(0)
                                .int16(0))
                .send('S');
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        // Result formats that are not as many as the columns
        client.parse("", "select 1")
                .send(
                        'B',
                        body().string("")
                                .string("")
                                .int16(0)
                                .int16(0)
                                .int16(2)
                                .int16(0)
                                .int16(1))
                .send('D', body().bytes((byte) 'P').string(""))
                .send('S');
        var messages = client.receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("12EZ");
        assertThat(messages.get(2).field('C')).isEqualTo("08P01");
    }

    @Test
    void binaryResults() throws IOException {
        client.parse("", "select 1")
                .send(
                        'B',
                        body().string("").string("").int16(0).int16(0).int16(1).int16(1))
                .execute("", 0)
                .send('S');
        var messages = client.receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("12DCZ");
        assertThat(messages.get(2).body())
                .isEqualTo(body().int16(1).int32(4).int32(1).toByteArray());
    }

    @Test
    void malformedBodiesAreErrorsAndNotTheEnd() throws IOException {
        client.send('Q', body().bytes((byte) 's'));
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        client.send('Q', body().bytes((byte) 0xff, (byte) 0xfe, (byte) 0));
        assertThat(errorBeforeReady()).isEqualTo("22021");
        client.send('D', body().bytes((byte) 'Z').string("")).send('S');
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        client.send('C', body().bytes((byte) 1)).send('S');
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        client.send('P', body().string("").string("select 1").int16(5)).send('S');
        assertThat(errorBeforeReady()).isEqualTo("08P01");
        client.send('F', body().int32(1).int32(2));
        assertThat(errorBeforeReady()).isEqualTo("0A000");
        assertThat(client.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
    }

    @Test
    void unknownMessagesAndImpossibleLengthsAreTheEnd() throws IOException {
        for (var bytes : List.of(
                new byte[] {'?', 0, 0, 0, 4},
                new byte[] {'Q', 0, 0, 0, 3},
                new byte[] {'Q', -1, -1, -1, -1},
                new byte[] {'d', 127, -1, -1, -1},
                new byte[] {0, 0, 0, 0, 0, 0, 0})) {
            try (var other = server.raw().startup()) {
                other.receiveUntil('Z');
                other.write(bytes);
                var error = other.receive();
                assertThat(error.field('S')).isEqualTo("FATAL");
                assertThat(error.field('C')).isEqualTo("08P01");
                assertThat(other.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void aTooLongMessageIsAnErrorAndNotKept() throws IOException {
        var length = (64 << 20) + 100;
        client.write(ByteBuffer.allocate(5).put((byte) 'Q').putInt(length).array());
        var part = new byte[1 << 20];
        for (var left = length - 4; left > 0; left -= part.length) {
            client.write(left >= part.length ? part : new byte[left]);
        }
        assertThat(errorBeforeReady()).isEqualTo("54000");
        assertThat(client.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
    }

    @Test
    void copyInEndsWithDoneOrFail() throws IOException {
        client.query("copy in")
                .send('d', body().bytes((byte) 'a'))
                .send('d')
                .send('d', body().bytes((byte) '\n', (byte) 'b'))
                .send('c');
        var messages = client.receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("GCZ");
        assertThat(messages.get(1).text()).isEqualTo("COPY 2\0");
        client.query("copy in").send('d', body().bytes((byte) 'a')).send('f', body().string("had enough"));
        messages = client.receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("GEZ");
        assertThat(messages.get(1).field('C')).isEqualTo("57014");
        assertThat(messages.get(1).field('M')).isEqualTo("COPY from stdin failed: had enough");
    }

    @Test
    void dataOfACopyThatEndedEarlyIsSkipped() throws IOException {
        client.query("copy without reading")
                .send('d', body().string("data"))
                .send('c')
                .query("select 1");
        assertThat(client.typesUntilReady()).isEqualTo("GCZ");
        assertThat(client.typesUntilReady()).isEqualTo("TDCZ");
        client.query("copy that fails")
                .send('d', body().string("data"))
                .send('d', body().string("more"))
                .send('c')
                .query("select 1");
        assertThat(client.typesUntilReady()).isEqualTo("GEZ");
        assertThat(client.typesUntilReady()).isEqualTo("TDCZ");
    }

    @Test
    void copyInTheExtendedProtocolOverlooksTheSyncSentAlong() throws IOException {
        client.parse("", "copy in")
                .bind("", "")
                .execute("", 0)
                .send('S')
                .send('d', body().bytes((byte) 'a'))
                .send('c')
                .send('S');
        assertThat(client.typesUntilReady()).isEqualTo("12GCZ");
    }

    @Test
    void anotherMessageDuringCopyInIsAnError() throws IOException {
        client.query("copy in")
                .send('d', body().bytes((byte) 'a'))
                .query("select 1")
                .send('c');
        var messages = client.receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("GEZ");
        assertThat(messages.get(1).field('C')).isEqualTo("08P01");
        assertThat(client.query("select 1").typesUntilReady()).isEqualTo("TDCZ");
    }

    @Test
    void strayCopyMessagesAreIgnored() throws IOException {
        client.send('d', body().string("data"))
                .send('c')
                .send('f', body().string(""))
                .send('S');
        assertThat(client.typesUntilReady()).isEqualTo("Z");
    }

    @Test
    void copyOutSendsALineAMessage() throws IOException {
        var messages = client.query("copy out").receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("HddcCZ");
        assertThat(messages.get(1).text()).isEqualTo("1\tone\n");
    }

    @Test
    void copyOutIsInTheClientsEncoding() throws IOException {
        client.query("set client_encoding = LATIN1").receiveUntil('Z');
        var messages = client.query("copy out of latin1").receiveUntil('Z');
        assertThat(RawClient.types(messages)).isEqualTo("HdEZ");
        assertThat(new String(messages.get(1).body(), StandardCharsets.ISO_8859_1))
                .isEqualTo("é\n");
        assertThat(messages.get(2).field('C')).isEqualTo("22P05");
    }

    @Test
    void goodbyeClosesTheSession() throws Exception {
        client.send('X');
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(session.closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClientThatVanishesCancelsItsStatement() throws Exception {
        client.query("select sleep");
        session.running.acquire();
        client.close();
        assertThat(session.closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTerminatedConnectionIsToldSo() throws Exception {
        assertThat(server.server.terminate(session.processId())).isTrue();
        assertThat(client.receive().field('C')).isEqualTo("57P01");
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(session.closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.server.terminate(1)).isFalse();
    }

    @Test
    void aClientThatIsSilentForTooLongIsToldSo() throws Exception {
        client.query("set idle_session_timeout = 1");
        client.receiveUntil('Z');
        assertThat(client.receive().field('C')).isEqualTo("57P05");
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(session.closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shutdownEndsIdleAndBusyConnections() throws Exception {
        var other = new TestServer(CannedServer.engine());
        try (var idle = other.raw();
                var busy = other.raw()) {
            idle.startup().receiveUntil('Z');
            busy.startup().receiveUntil('Z');
            busy.query("select sleep");
            for (var open : other.engine.opened) {
                assertThat(open.closed.getCount()).isEqualTo(1);
            }
            new ArrayList<>(other.engine.opened).getLast().running.acquire();
            other.close();
            assertThat(idle.receive().field('C')).isEqualTo("57P01");
            assertThat(busy.receive().field('C')).isEqualTo("57P01");
            for (var open : other.engine.opened) {
                assertThat(open.closed.getCount()).isZero();
            }
        }
    }

    @Test
    void twoHundredConnectionsWorkAtOnce() throws Exception {
        var clients = new ArrayList<RawClient>();
        try {
            for (var i = 0; i < 200; i++) {
                clients.add(server.raw().startup());
            }
            for (var each : clients) {
                each.receiveUntil('Z');
                each.query("select 1");
            }
            for (var each : clients) {
                assertThat(each.typesUntilReady()).isEqualTo("TDCZ");
            }
        } finally {
            for (var each : clients) {
                each.close();
            }
        }
    }

    @Test
    void textIsInTheClientsEncoding() throws IOException {
        assertThat(client.query("set client_encoding = LATIN1").typesUntilReady())
                .isEqualTo("CSZ");
        client.send(
                'Q',
                body().bytes("select é".getBytes(StandardCharsets.ISO_8859_1)).bytes((byte) 0));
        var error = client.receiveUntil('Z').getFirst();
        assertThat(new String(error.body(), StandardCharsets.ISO_8859_1))
                .contains("syntax error at or near \"select é\"");
    }
}
