package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.wire.auth.AuthenticationPolicy.Trust;
import dev.slipher.wire.auth.StartupRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogAuthenticationTest {
    @TempDir
    private Path directory;

    @Test
    void withoutAPasswordOnlyThisMachineIsTrustedAndOnlyWhereNoOtherReachesTheServer() throws Exception {
        var clock = Clock.systemUTC();
        var here = request(InetAddress.getLoopbackAddress());
        var elsewhere = request(InetAddress.getByName("192.0.2.2"));
        try (var store = new LocalDirectoryStore(directory);
                var log = CommitLog.open(store, clock, new SecureRandom())) {
            var local = new CatalogAuthentication(log, clock, false);
            assertThat(local.requirementFor(here)).isInstanceOf(Trust.class);
            refuses(local, elsewhere);
            var reachable = new CatalogAuthentication(log, clock, true);
            refuses(reachable, here);
            refuses(reachable, elsewhere);
        }
    }

    private static void refuses(CatalogAuthentication authentication, StartupRequest request) {
        assertThatThrownBy(() -> authentication.requirementFor(request))
                .isInstanceOfSatisfying(
                        SlipherException.class,
                        e -> assertThat(e.sqlState()).isEqualTo(SqlState.INVALID_AUTHORIZATION_SPECIFICATION))
                .hasMessageContaining("has no password");
    }

    private static StartupRequest request(InetAddress address) {
        return new StartupRequest("admin", "dev", Map.of(), 1, new InetSocketAddress(address, 5_000), false);
    }
}
