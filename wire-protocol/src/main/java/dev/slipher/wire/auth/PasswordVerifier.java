package dev.slipher.wire.auth;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the server keeps of a password: enough to check it, not enough to log in with.
 *
 * <p>Its {@code toString} is the form in which PostgreSQL stores and dumps it, which {@link #parse} reads back.
 */
public sealed interface PasswordVerifier {
    /** Returns whether {@code password} is the one; takes the same time whether it is or not. */
    boolean matches(String user, String password);

    /** Makes a SCRAM-SHA-256 verifier of a password, with a new salt. */
    static PasswordVerifier scram(String password, SecureRandom random) {
        return Scram.of(password, ScramFunctions.salt(Scram.SALT_BYTES, random), Scram.ITERATIONS);
    }

    /** Makes an MD5 verifier, weaker than SCRAM, for clients such as Amazon's drivers that know no SCRAM. */
    static PasswordVerifier md5(String user, String password) {
        return new Md5(Md5.hash(password + user));
    }

    /** Returns the verifier that {@code text} is the stored form of, empty if it is none. */
    static Optional<PasswordVerifier> parse(String text) {
        var md5 = Md5.FORM.matcher(text);
        if (md5.matches()) {
            return Optional.of(new Md5(md5.group(1)));
        }
        var scram = Scram.FORM.matcher(text);
        if (!scram.matches()) {
            return Optional.empty();
        }
        try {
            var base64 = Base64.getDecoder();
            return Optional.of(new Scram(
                    Integer.parseInt(scram.group(1)),
                    base64.decode(scram.group(2)),
                    base64.decode(scram.group(3)),
                    base64.decode(scram.group(4))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * The keys of RFC 5802 for SCRAM-SHA-256, stored as {@code SCRAM-SHA-256$iterations:salt$storedKey:serverKey} in
     * Base64.
     */
    record Scram(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) implements PasswordVerifier {
        static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
        static final int ITERATIONS = 4_096;
        static final int SALT_BYTES = 16;
        private static final int KEY_BYTES = 32;
        private static final Pattern FORM = Pattern.compile("SCRAM-SHA-256\\$(\\d{1,9}):([^$:]+)\\$([^$:]+):([^$:]+)");

        public Scram {
            if (iterations < 1 || salt.length == 0 || storedKey.length != KEY_BYTES || serverKey.length != KEY_BYTES) {
                throw new IllegalArgumentException("not the keys of SCRAM-SHA-256");
            }
        }

        static byte[] sha256(byte[] bytes) {
            return ScramFunctions.hash(MECHANISM, bytes);
        }

        static Scram of(String password, byte[] salt, int iterations) {
            var salted = ScramFunctions.saltedPassword(
                    MECHANISM, StringPreparation.POSTGRESQL_PREPARATION, password.toCharArray(), salt, iterations);
            return new Scram(
                    iterations,
                    salt,
                    ScramFunctions.storedKey(MECHANISM, ScramFunctions.clientKey(MECHANISM, salted)),
                    ScramFunctions.serverKey(MECHANISM, salted));
        }

        @Override
        public boolean matches(String user, String password) {
            return !password.isEmpty() && MessageDigest.isEqual(storedKey, of(password, salt, iterations).storedKey);
        }

        @Override
        public String toString() {
            var base64 = Base64.getEncoder();
            return "%s$%d:%s$%s:%s"
                    .formatted(
                            MECHANISM.getName(),
                            iterations,
                            base64.encodeToString(salt),
                            base64.encodeToString(storedKey),
                            base64.encodeToString(serverKey));
        }
    }

    /** The MD5 hash of password and user name, stored as {@code md5} and 32 hex digits. */
    record Md5(String hash) implements PasswordVerifier {
        private static final Pattern FORM = Pattern.compile("md5([0-9a-f]{32})");

        static String hash(String text) {
            return hash(text.getBytes(StandardCharsets.UTF_8));
        }

        static String hash(byte[] bytes) {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has MD5", e);
            }
        }

        @Override
        public boolean matches(String user, String password) {
            return MessageDigest.isEqual(
                    hash.getBytes(StandardCharsets.US_ASCII),
                    hash(password + user).getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public String toString() {
            return "md5" + hash;
        }
    }
}
