package dev.slipher.wire.auth;

import com.ongres.scram.common.ScramFunctions;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.auth.Authenticator.Dialogue;
import dev.slipher.wire.codec.BodyReader;
import dev.slipher.wire.message.BackendMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The server's side of SCRAM-SHA-256 (RFC 5802 and 7677) without channel binding.
 *
 * <pre>
 * client                                                server
 *                                                     ← SASL SCRAM-SHA-256
 * n,,n=user,r=nonce                                   →
 *                                                     ← r=nonce nonce',s=salt,i=iterations
 * c=base64(n,,),r=nonce nonce',p=proof                →
 *                                                     ← v=signature
 * </pre>
 */
final class ScramExchange {
    private static final int NONCE_LENGTH = 24;
    private static final int ABSENT = -1;

    private final PasswordVerifier.Scram verifier;
    private final String serverNonce;

    ScramExchange(PasswordVerifier.Scram verifier, SecureRandom random) {
        this.verifier = verifier;
        this.serverNonce = ScramFunctions.nonce(NONCE_LENGTH, random);
    }

    /** Returns whether the client proved that it knows the password; if so it was given the server's proof too. */
    boolean succeeds(Dialogue dialogue) {
        dialogue.ask(new BackendMessage.AuthenticationSasl(Authenticator.mechanisms()));
        var clientFirst = initialResponse(dialogue.answer());
        var gs2Header = gs2Header(clientFirst);
        var clientFirstBare = clientFirst.substring(gs2Header.length());
        var nonce = clientNonce(clientFirstBare) + serverNonce;
        var serverFirst = "r=%s,s=%s,i=%d"
                .formatted(nonce, Base64.getEncoder().encodeToString(verifier.salt()), verifier.iterations());
        dialogue.ask(new BackendMessage.AuthenticationSaslContinue(serverFirst));

        var clientFinal = text(dialogue.answer());
        var proofAt = clientFinal.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw malformed("proof expected");
        }
        var withoutProof = clientFinal.substring(0, proofAt);
        checkFinal(withoutProof, gs2Header, nonce);
        var proof = base64(clientFinal.substring(proofAt + ",p=".length()));
        var authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
        if (!isProof(proof, authMessage)) {
            return false;
        }
        var signature =
                ScramFunctions.serverSignature(PasswordVerifier.Scram.MECHANISM, verifier.serverKey(), authMessage);
        dialogue.ask(new BackendMessage.AuthenticationSaslFinal(
                "v=" + Base64.getEncoder().encodeToString(signature)));
        return true;
    }

    private static String initialResponse(byte[] body) {
        var reader = new BodyReader(body, StandardCharsets.UTF_8);
        var mechanism = reader.string();
        if (!Authenticator.mechanisms().contains(mechanism)) {
            throw new SlipherException(
                    SqlState.PROTOCOL_VIOLATION, "client selected an invalid SASL authentication mechanism");
        }
        var length = reader.int32();
        if (length == ABSENT) {
            throw malformed("initial response expected");
        }
        var data = reader.bytes(length);
        reader.end();
        return text(data);
    }

    /** Returns the first two fields with both commas, which say that no channel is bound and nobody impersonated. */
    private static String gs2Header(String clientFirst) {
        if (clientFirst.startsWith("p=")) {
            throw new SlipherException(
                    SqlState.PROTOCOL_VIOLATION, "client requires SCRAM channel binding, but it is not supported");
        }
        if (!clientFirst.startsWith("n,,") && !clientFirst.startsWith("y,,")) {
            throw malformed("unexpected channel-binding flag or authorization identity");
        }
        return clientFirst.substring(0, "n,,".length());
    }

    /** The user name is ignored, as in PostgreSQL: the one of the start-up packet counts. */
    private static String clientNonce(String clientFirstBare) {
        var fields = List.of(clientFirstBare.split(",", -1));
        if (fields.size() < 2
                || !fields.get(0).startsWith("n=")
                || !fields.get(1).startsWith("r=")) {
            throw malformed("user name and nonce expected");
        }
        var nonce = fields.get(1).substring("r=".length());
        if (nonce.isEmpty() || !nonce.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw malformed("non-printable characters in nonce");
        }
        return nonce;
    }

    private static void checkFinal(String withoutProof, String gs2Header, String nonce) {
        var fields = List.of(withoutProof.split(",", -1));
        var binding = "c=" + Base64.getEncoder().encodeToString(gs2Header.getBytes(StandardCharsets.US_ASCII));
        if (!fields.get(0).equals(binding)) {
            throw malformed("unexpected channel-binding data");
        }
        if (fields.size() < 2 || !fields.get(1).equals("r=" + nonce)) {
            throw malformed("nonce does not match");
        }
    }

    private boolean isProof(byte[] proof, String authMessage) {
        var storedKey = verifier.storedKey();
        var signature = ScramFunctions.clientSignature(PasswordVerifier.Scram.MECHANISM, storedKey, authMessage);
        if (proof.length != signature.length) {
            throw malformed("proof has %d bytes".formatted(proof.length));
        }
        var clientKey = new byte[proof.length];
        for (var i = 0; i < proof.length; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(storedKey, ScramFunctions.hash(PasswordVerifier.Scram.MECHANISM, clientKey));
    }

    private static String text(byte[] bytes) {
        return BodyReader.decode(bytes, 0, bytes.length, StandardCharsets.UTF_8);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw malformed("proof is not Base64");
        }
    }

    private static SlipherException malformed(String detail) {
        return new SlipherException(SqlState.PROTOCOL_VIOLATION, "malformed SCRAM message").withDetail(detail);
    }
}
