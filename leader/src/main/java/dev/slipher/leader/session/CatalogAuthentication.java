package dev.slipher.leader.session;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.wire.auth.AuthenticationPolicy;
import dev.slipher.wire.auth.PasswordVerifier;
import dev.slipher.wire.auth.StartupRequest;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Believes clients on this machine as long as the first superuser has no password; from then on, and from elsewhere
 * always, everybody must log in.
 */
public final class CatalogAuthentication implements AuthenticationPolicy {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final CommitLog log;
    private final Clock clock;
    private final boolean isReachable;

    /**
     * @param isReachable whether other machines reach the server, so that this one is not trusted either
     */
    public CatalogAuthentication(CommitLog log, Clock clock, boolean isReachable) {
        this.log = log;
        this.clock = clock;
        this.isReachable = isReachable;
    }

    /** Returns whether passwords are asked for, which is what listening beyond this machine needs. */
    public static boolean isProtected(Catalog catalog) {
        return catalog.findUser(CommitLog.FIRST_USER)
                .map(user -> user.passwordVerifier().isPresent())
                .orElseGet(() -> catalog.users().stream()
                        .anyMatch(user ->
                                user.superuser() && user.passwordVerifier().isPresent()));
    }

    @Override
    public Requirement requirementFor(StartupRequest request) {
        var catalog = log.current();
        if (!isProtected(catalog)) {
            if (!isReachable
                    && request.remoteAddress() instanceof InetSocketAddress address
                    && address.getAddress().isLoopbackAddress()) {
                return new Trust();
            }
            throw new SlipherException(
                            SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                            "connections to an address that other machines reach are refused while \"%s\" has no password"
                                    .formatted(CommitLog.FIRST_USER))
                    .withHint("Start the server on 127.0.0.1 and set one with ALTER USER %s PASSWORD '...'."
                            .formatted(CommitLog.FIRST_USER));
        }
        return new Password(catalog.findUser(request.user())
                .filter(this::isValid)
                .flatMap(UserDefinition::passwordVerifier)
                .flatMap(PasswordVerifier::parse));
    }

    /** Superusers can end sessions, so they get in when all other places are taken. */
    @Override
    public boolean mayTakeSparePlace(StartupRequest request) {
        return log.current()
                .findUser(request.user())
                .map(UserDefinition::superuser)
                .orElse(false);
    }

    private boolean isValid(UserDefinition user) {
        return user.validUntil()
                .map(micros -> clock.instant().isBefore(EPOCH.plus(micros, ChronoUnit.MICROS)))
                .orElse(true);
    }
}
