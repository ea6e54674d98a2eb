package dev.slipher.wire.connection;

import static dev.slipher.wire.connection.RawClient.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.auth.AuthenticationPolicy;
import dev.slipher.wire.auth.AuthenticationPolicy.Requirement;
import dev.slipher.wire.auth.PasswordVerifier;
import dev.slipher.wire.auth.StartupRequest;
import dev.slipher.wire.codec.StartupCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginTest {
    private static final Map<String, PasswordVerifier> USERS = Map.of(
            "scram", PasswordVerifier.scram("sécret", new SecureRandom()),
            "md5", PasswordVerifier.md5("md5", "sécret"));

    private TestServer server;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        var options = TestServer.options().withTls(TestCertificate.write(directory));
        server = new TestServer(CannedServer.engine(), options, LoginTest::requirement);
    }

    private static Requirement requirement(StartupRequest request) {
        return switch (request.user()) {
            case "trusted" -> new AuthenticationPolicy.Trust();
            case "banned" ->
                throw new SlipherException(
                        SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "user \"banned\" may not connect from here");
            default -> new AuthenticationPolicy.Password(Optional.ofNullable(USERS.get(request.user())));
        };
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Connection connect(String user, String password, String sslMode) throws SQLException {
        return server.connect("user", user, "password", password, "sslmode", sslMode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scram", "md5", "trusted"})
    void theRightPasswordLogsIn(String user) throws SQLException {
        for (var sslMode : new String[] {"disable", "require"}) {
            try (var connection = connect(user, "sécret", sslMode);
                    var statement = connection.createStatement()) {
                assertThat(statement.execute("select 1")).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scram", "md5", "unknown"})
    void wrongPasswordsAndUnknownUsersFailAlike(String user) {
        assertThatThrownBy(() -> connect(user, "guess", "disable").close())
                .hasMessageContaining("password authentication failed for user \"%s\"".formatted(user))
                .extracting("SQLState")
                .isEqualTo("28P01");
    }

    @Test
    void aRefusalComesBeforeAnyPassword() {
        assertThatThrownBy(() -> connect("banned", "guess", "disable").close())
                .hasMessageContaining("may not connect from here")
                .extracting("SQLState")
                .isEqualTo("28000");
    }

    @Test
    void anUnknownUserHasTheSameSaltEveryTime() throws IOException {
        assertThat(saltOf("unknown")).isEqualTo(saltOf("unknown")).isNotEqualTo(saltOf("another"));
    }

    private String saltOf(String user) throws IOException {
        try (var client = server.raw()) {
            client.packet(body().int32(196_608).string("user").string(user).bytes((byte) 0));
            assertThat(client.receive().int32()).isEqualTo(10);
            client.send('p', initialResponse("n,,n=,r=nonce"));
            var serverFirst = client.receive().text();
            return serverFirst.substring(serverFirst.indexOf(",s="));
        }
    }

    private static RawClient.Body initialResponse(String clientFirst) {
        return body().string("SCRAM-SHA-256")
                .int32(clientFirst.length())
                .bytes(clientFirst.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,",
                "x,,n=,r=abc",
                "n,a=other,n=,r=abc",
                "p=tls-unique,,n=,r=abc",
                "n,,n=,r=",
                "n,,m=ext,n=,r=abc",
                "n,,r=abc"
            })
    void malformedFirstMessagesBreakTheProtocol(String clientFirst) throws IOException {
        try (var client = server.raw()) {
            client.packet(body().int32(196_608).string("user").string("scram").bytes((byte) 0));
            client.receive();
            client.send('p', initialResponse(clientFirst));
            assertThat(client.receive().field('C')).isEqualTo("08P01");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws,r=wrong,p=AAAA",
                "c=biws,p=AAAA",
                "c=xxxx,r=%s,p=AAAA",
                "c=biws,r=%s,p=#",
                "c=biws,r=%s,p=AAAA"
            })
    void malformedFinalMessagesBreakTheProtocol(String clientFinal) throws IOException {
        try (var client = server.raw()) {
            client.packet(body().int32(196_608).string("user").string("scram").bytes((byte) 0));
            client.receive();
            client.send('p', initialResponse("n,,n=,r=abc"));
            var serverFirst = client.receive().text();
            var nonce = serverFirst.substring(serverFirst.indexOf("r=") + 2, serverFirst.indexOf(",s="));
            client.send('p', body().bytes(clientFinal.formatted(nonce).getBytes(StandardCharsets.US_ASCII)));
            assertThat(client.receive().field('C')).isEqualTo("08P01");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void queriesBeforeLoginAreRefused() throws IOException {
        try (var client = server.raw()) {
            client.packet(body().int32(196_608).string("user").string("scram").bytes((byte) 0));
            client.receive();
            client.query("select 1");
            assertThat(client.receive().field('C')).isEqualTo("08P01");
            assertThat(client.isClosedByServer()).isTrue();
        }
        try (var client = server.raw()) {
            client.packet(body().int32(196_608).string("user").string("scram").bytes((byte) 0));
            client.receive();
            client.write((byte) 'p', (byte) 0, (byte) 1, (byte) 0, (byte) 5);
            assertThat(client.receive().field('C')).isEqualTo("08P01");
        }
    }

    @Test
    void amazonsDriversSendTheirPasswordOverTlsOnly() throws Exception {
        for (var password : new String[] {"sécret", "guess"}) {
            try (var client = server.raw()) {
                client.packet(body().int32(StartupCode.SSL_REQUEST));
                assertThat(client.readByte()).isEqualTo('S');
                client.replaceSocket(tls(client));
                client.packet(body().int32(196_608)
                        .string("user")
                        .string("scram")
                        .string("driver_version")
                        .string("Redshift JDBC 2.3")
                        .bytes((byte) 0));
                assertThat(client.receive().int32()).isEqualTo(3);
                client.send('p', body().string(password));
                if (password.equals("guess")) {
                    assertThat(client.receive().field('C')).isEqualTo("28P01");
                } else {
                    assertThat(client.typesUntilReady()).matches("RS+KZ");
                }
            }
        }
        try (var client = server.raw()) {
            client.packet(body().int32(196_608)
                    .string("user")
                    .string("scram")
                    .string("driver_version")
                    .string("Redshift JDBC 2.3")
                    .bytes((byte) 0));
            assertThat(client.receive().field('C')).isEqualTo("28000");
        }
    }

    private SSLSocket tls(RawClient client) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        var socket =
                (SSLSocket) context.getSocketFactory().createSocket(client.socket(), "localhost", server.port(), true);
        socket.startHandshake();
        return socket;
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void bytesSmuggledInBeforeTlsAreRefused() throws IOException {
        try (var client = server.raw()) {
            client.write(body().int32(8)
                    .int32(StartupCode.SSL_REQUEST)
                    .int32(9)
                    .int32(196_608)
                    .bytes((byte) 0)
                    .toByteArray());
            assertThat(client.receive().field('C')).isEqualTo("08P01");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void noiseInsteadOfAHandshakeClosesTheConnection() throws IOException {
        try (var client = server.raw()) {
            client.packet(body().int32(StartupCode.SSL_REQUEST));
            assertThat(client.readByte()).isEqualTo('S');
            client.startup();
            assertThat(client.readAll()).hasSizeLessThan(100);
        }
    }

    @Test
    void aServerWithUnreadableTlsFilesDoesNotStart(@TempDir Path directory) {
        var missing = new ServerOptions.TlsFiles(directory.resolve("none.crt"), directory.resolve("none.key"));
        assertThatThrownBy(() -> new TestServer(
                                CannedServer.engine(), TestServer.options().withTls(missing), LoginTest::requirement)
                        .close())
                .isInstanceOf(SlipherException.class)
                .hasMessageContaining("none.crt");
    }

    @Test
    void anAddressInUseIsNamed() {
        var taken = ServerOptions.listeningOn(server.server.address());
        assertThatThrownBy(() -> new TestServer(CannedServer.engine(), taken, LoginTest::requirement).close())
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.hint()).contains("--port"))
                .hasMessageContaining(":" + server.port());
    }
}
