package dev.slipher.wire.auth;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.auth.AuthenticationPolicy.Password;
import dev.slipher.wire.auth.AuthenticationPolicy.Trust;
import dev.slipher.wire.codec.BodyReader;
import dev.slipher.wire.message.BackendMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether a client is who it says it is.
 *
 * <p>What the client is asked for depends on the user's verifier: SCRAM-SHA-256, or MD5 where that is what was stored. A user
 * without one, or who does not exist, is asked for SCRAM: such names cannot be told from those whose password is kept that
 * way, but names whose password is kept as MD5 can be told from them. Amazon's drivers know no SCRAM and are asked for the
 * password itself, if TLS hides it.
 */
public final class Authenticator {
    private static final int MD5_SALT_BYTES = 4;
    private static final int DECOY_SEED_BYTES = 32;

    private final AuthenticationPolicy policy;
    private final SecureRandom random;
    private final byte[] decoySeed;

    public Authenticator(AuthenticationPolicy policy, SecureRandom random) {
        this.policy = policy;
        this.random = random;
        this.decoySeed = new byte[DECOY_SEED_BYTES];
        random.nextBytes(decoySeed);
    }

    /** The client's end of the exchange. */
    public interface Dialogue {
        /** Sends a request. */
        void ask(BackendMessage.Authentication request);

        /** Waits for the body of the client's next answer. */
        byte[] answer();
    }

    /** Returns what the policy says of a client that has proved who it is. */
    public boolean mayTakeSparePlace(StartupRequest request) {
        return policy.mayTakeSparePlace(request);
    }

    /**
     * Returns once the client has proved what the policy wants.
     *
     * @throws SlipherException 28P01 if it fails to, 28000 if it may not connect, 08P01 if it breaks the protocol
     */
    public void authenticate(StartupRequest request, Dialogue dialogue) {
        switch (policy.requirementFor(request)) {
            case Trust _ -> {}
            case Password(var verifier) -> {
                if (!knowsPassword(request, verifier, dialogue)) {
                    throw new SlipherException(
                            SqlState.INVALID_PASSWORD,
                            "password authentication failed for user \"%s\"".formatted(request.user()));
                }
            }
        }
    }

    private boolean knowsPassword(StartupRequest request, Optional<PasswordVerifier> verifier, Dialogue dialogue) {
        if (isAmazonDriver(request) && request.encrypted()) {
            return askForCleartext(request, verifier.orElseGet(() -> decoy(request.user())), dialogue);
        }
        return switch (verifier.orElseGet(() -> decoy(request.user()))) {
            case PasswordVerifier.Md5 md5 -> askForMd5(md5, dialogue);
            case PasswordVerifier.Scram scram -> {
                if (isAmazonDriver(request)) {
                    throw new SlipherException(
                                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                                    "Amazon's drivers do not know SCRAM-SHA-256, by which the password of user \"%s\" is kept"
                                            .formatted(request.user()))
                            .withHint("Connect with TLS, or run SET password_encryption TO md5 and then"
                                    + " ALTER USER %s PASSWORD '...'.".formatted(request.user()));
                }
                yield new ScramExchange(scram, random).succeeds(dialogue);
            }
        };
    }

    private static boolean isAmazonDriver(StartupRequest request) {
        return request.parameters().containsKey("client_protocol_version")
                || request.parameters().containsKey("driver_version");
    }

    private static boolean askForCleartext(StartupRequest request, PasswordVerifier verifier, Dialogue dialogue) {
        dialogue.ask(new BackendMessage.AuthenticationCleartextPassword());
        return verifier.matches(request.user(), password(dialogue.answer()));
    }

    private boolean askForMd5(PasswordVerifier.Md5 verifier, Dialogue dialogue) {
        var salt = new byte[MD5_SALT_BYTES];
        random.nextBytes(salt);
        dialogue.ask(new BackendMessage.AuthenticationMd5Password(salt));
        var expected = "md5" + PasswordVerifier.Md5.hash(concatenate(ascii(verifier.hash()), salt));
        return MessageDigest.isEqual(
                ascii(expected), password(dialogue.answer()).getBytes(StandardCharsets.UTF_8));
    }

    private static String password(byte[] body) {
        var reader = new BodyReader(body, StandardCharsets.UTF_8);
        var password = reader.string();
        reader.end();
        return password;
    }

    /** Stands in for the verifier of a user without one: nobody knows its password, and its salt never changes. */
    private PasswordVerifier.Scram decoy(String user) {
        var digest = PasswordVerifier.Scram.sha256(concatenate(decoySeed, user.getBytes(StandardCharsets.UTF_8)));
        var salt = Arrays.copyOf(digest, PasswordVerifier.Scram.SALT_BYTES);
        return new PasswordVerifier.Scram(
                PasswordVerifier.Scram.ITERATIONS,
                salt,
                PasswordVerifier.Scram.sha256(concatenate(decoySeed, digest)),
                PasswordVerifier.Scram.sha256(concatenate(digest, decoySeed)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The mechanisms offered with SCRAM verifiers. */
    static List<String> mechanisms() {
        return List.of(PasswordVerifier.Scram.MECHANISM.getName());
    }
}
