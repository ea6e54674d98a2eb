package dev.slipher.wire.connection;

import static dev.slipher.wire.connection.RawClient.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.wire.auth.AuthenticationPolicy;
import dev.slipher.wire.auth.StartupRequest;
import dev.slipher.wire.codec.StartupCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartupTest {
    private TestServer server;

    @BeforeAll
    void start() throws InterruptedException {
        server = new TestServer(CannedServer.engine());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void greetsWithSettingsKeyAndReadiness() throws IOException {
        try (var client = server.raw().startup("application_name", "test")) {
            var messages = client.receiveUntil('Z');
            assertThat(RawClient.types(messages)).matches("RS+KZ");
            assertThat(messages.getFirst().int32()).isZero();
            assertThat(messages)
                    .anyMatch(message -> message.type() == 'S' && message.text().equals("application_name\0test\0"));
        }
    }

    @Test
    void unknownStartupParametersReachTheSessionAndHurtNobody() throws IOException {
        try (var client = server.raw()
                .startup(
                        "driver_version",
                        "Redshift 2.3",
                        "client_protocol_version",
                        "2",
                        "_pq_.compression",
                        "lz4",
                        "plugin_name",
                        "none",
                        "options",
                        "-c a.b=1\\ 2 --search-path=x -cc=d",
                        "search_path",
                        "y")) {
            assertThat(client.typesUntilReady()).matches("RS+KZ");
            var request = last(server.engine.requests);
            assertThat(request.user()).isEqualTo("me");
            assertThat(request.database()).isEqualTo("dev");
            assertThat(request.encrypted()).isFalse();
            assertThat(request.parameters())
                    .containsEntry("driver_version", "Redshift 2.3")
                    .containsEntry("a.b", "1 2")
                    .containsEntry("c", "d")
                    .containsEntry("search_path", "y")
                    .doesNotContainKeys("options", "user", "database", "_pq_.compression");
        }
    }

    private static <T> T last(Iterable<T> items) {
        var all = new ArrayList<T>();
        items.forEach(all::add);
        return all.getLast();
    }

    @Test
    void negotiatesLaterMinorVersionsDown() throws IOException {
        try (var client = server.raw().startup(196_610, "_pq_.command_progress", "on")) {
            var first = client.receive();
            assertThat(first.type()).isEqualTo('v');
            assertThat(first.body())
                    .isEqualTo(body().int32(0)
                            .int32(1)
                            .string("_pq_.command_progress")
                            .toByteArray());
            assertThat(client.typesUntilReady()).matches("RS+KZ");
        }
    }

    @Test
    void refusesOtherProtocols() throws IOException {
        for (var version : List.of(131_072, 262_144, 999_999, 0)) {
            try (var client = server.raw().startup(version)) {
                assertFatal(client, "0A000");
            }
        }
    }

    @Test
    void refusesMalformedStartupPackets() throws IOException {
        var userUnterminated = body().int32(196_608).string("user").bytes((byte) 'm');
        var noUser = body().int32(196_608).string("database").string("dev").bytes((byte) 0);
        var valueMissing = body().int32(196_608).string("user").bytes((byte) 0);
        var trailing = body().int32(196_608)
                .string("user")
                .string("me")
                .bytes((byte) 0)
                .string("more");
        var notUtf8 = body().int32(196_608)
                .string("user")
                .bytes((byte) 0xff, (byte) 0xfe, (byte) 0)
                .bytes((byte) 0);
        try (var client = server.raw().packet(userUnterminated)) {
            assertFatal(client, "08P01");
        }
        try (var client = server.raw().packet(noUser)) {
            assertFatal(client, "28000");
        }
        try (var client = server.raw().packet(valueMissing)) {
            assertFatal(client, "08P01");
        }
        try (var client = server.raw().packet(trailing)) {
            assertFatal(client, "08P01");
        }
        try (var client = server.raw().packet(notUtf8)) {
            assertFatal(client, "22021");
        }
        try (var client = server.raw().startup("options", "nonsense")) {
            assertFatal(client, "42601");
        }
    }

    @Test
    void refusesImpossibleLengths() throws IOException {
        for (var length : List.of(0, 1, 4, 7, -1, Integer.MAX_VALUE, 10_001)) {
            try (var client =
                    server.raw().write(body().int32(length).int32(196_608).toByteArray())) {
                assertFatal(client, "08P01");
            }
        }
    }

    @Test
    void saysNoToEncryptionItDoesNotHave() throws IOException {
        try (var client = server.raw()) {
            client.packet(body().int32(StartupCode.GSSENC_REQUEST));
            assertThat(client.readByte()).isEqualTo('N');
            client.packet(body().int32(StartupCode.SSL_REQUEST));
            assertThat(client.readByte()).isEqualTo('N');
            assertThat(client.startup().typesUntilReady()).matches("RS+KZ");
        }
    }

    @Test
    void aFailureToOpenTheSessionEndsTheConnection() throws IOException {
        try (var client = server.raw()
                .packet(body().int32(196_608)
                        .string("user")
                        .string("me")
                        .string("database")
                        .string("nowhere")
                        .bytes((byte) 0))) {
            assertThat(client.receive().type()).isEqualTo('R');
            assertFatal(client, "3D000");
        }
    }

    @Test
    void aCancelRequestWithAWrongSecretDoesNothing() throws Exception {
        try (var client = server.raw().startup()) {
            var key = client.receiveUntil('K').getLast();
            assertThat(client.receive().type()).isEqualTo('Z');
            var processId = key.int32();
            var secret = ByteBuffer.wrap(key.body()).getInt(4);
            client.query("select sleep");
            var session = last(server.engine.opened);
            session.running.acquire();
            cancel(processId, secret + 1);
            cancel(processId + 1, secret);
            assertThat(session.cancels.availablePermits()).isZero();
            cancel(processId, secret);
            var error = client.receive();
            assertThat(error.field('C')).isEqualTo("57014");
        }
    }

    private void cancel(int processId, int secret) throws IOException {
        try (var canceller = server.raw()) {
            canceller.packet(
                    body().int32(StartupCode.CANCEL_REQUEST).int32(processId).int32(secret));
            assertThat(canceller.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotLogInIsCutOff() throws Exception {
        try (var impatient = new TestServer(
                        CannedServer.engine(),
                        TestServer.options().withAuthenticationTimeout(Duration.ofSeconds(1)),
                        _ -> new AuthenticationPolicy.Password(Optional.empty()));
                var silent = impatient.raw();
                var half = impatient.raw().startup()) {
            assertThat(half.receiveUntil('E').getLast().field('C')).isEqualTo("57014");
            assertThat(half.isClosedByServer()).isTrue();
            assertThat(silent.isClosedByServer()).isTrue();
        }
    }

    @Test
    void tooManyClientsAreRefusedUntilOneLeaves() throws Exception {
        try (var small = new TestServer(
                CannedServer.engine(),
                TestServer.options().withMaxConnections(2),
                _ -> new AuthenticationPolicy.Trust())) {
            try (var first = small.raw().startup();
                    var second = small.raw().startup()) {
                first.receiveUntil('Z');
                second.receiveUntil('Z');
                try (var third = small.raw().startup()) {
                    assertFatal(third, "53300");
                }
                first.send('X');
                assertThat(first.isClosedByServer()).isTrue();
                try (var third = small.raw().startup()) {
                    assertThat(third.typesUntilReady()).matches("RS+KZ");
                }
            }
        }
    }

    @Test
    void aSparePlaceIsKeptForThoseWhoCanEndOthers() throws Exception {
        var policy = new AuthenticationPolicy() {
            @Override
            public Requirement requirementFor(StartupRequest request) {
                return new AuthenticationPolicy.Trust();
            }

            @Override
            public boolean mayTakeSparePlace(StartupRequest request) {
                return request.user().equals("boss");
            }
        };
        try (var small = new TestServer(
                        CannedServer.engine(), TestServer.options().withMaxConnections(1), policy);
                var first = small.raw().startup()) {
            first.receiveUntil('Z');
            try (var second = small.raw().startup()) {
                assertFatal(second, "53300");
            }
            try (var boss = small.raw().startup("user", "boss", "database", "dev")) {
                assertThat(boss.typesUntilReady()).matches("RS+KZ");
                try (var another = small.raw().startup("user", "boss", "database", "dev")) {
                    assertFatal(another, "53300");
                }
            }
        }
    }

    private static void assertFatal(RawClient client, String sqlState) throws IOException {
        var error = client.receive();
        assertThat(error.type()).isEqualTo('E');
        assertThat(error.field('S')).isEqualTo("FATAL");
        assertThat(error.field('V')).isEqualTo("FATAL");
        assertThat(error.field('C')).isEqualTo(sqlState);
        assertThat(client.isClosedByServer()).isTrue();
    }
}
