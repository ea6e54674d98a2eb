package dev.slipher.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ScramFunctions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordVerifierTest {
    @Test
    void matchesItsPasswordOnly() {
        for (var verifier :
                List.of(PasswordVerifier.scram("pencil", new SecureRandom()), PasswordVerifier.md5("user", "pencil"))) {
            assertThat(verifier.matches("user", "pencil")).isTrue();
            assertThat(verifier.matches("user", "Pencil")).isFalse();
            assertThat(verifier.matches("user", "")).isFalse();
            assertThat(verifier.toString()).doesNotContain("pencil");
        }
    }

    @Test
    void itsStoredFormReadsBack() {
        for (var verifier :
                List.of(PasswordVerifier.scram("pencil", new SecureRandom()), PasswordVerifier.md5("user", "pencil"))) {
            var back = PasswordVerifier.parse(verifier.toString()).orElseThrow();
            assertThat(back).hasToString(verifier.toString());
            assertThat(back.matches("user", "pencil")).isTrue();
        }
    }

    /** The example of RFC 7677, section 3. */
    @Test
    void theKeysAreThoseOfTheStandard() {
        var salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        var verifier = PasswordVerifier.Scram.of("pencil", salt, 4_096);
        var authMessage = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
                + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var signature =
                ScramFunctions.serverSignature(PasswordVerifier.Scram.MECHANISM, verifier.serverKey(), authMessage);
        assertThat(signature).asBase64Encoded().isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void theSameMd5AsPostgresql() {
        assertThat(PasswordVerifier.md5("postgres", "postgres")).hasToString("md53175bce1d3201d16594cebf9d7eb3f9d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pencil",
                "md5",
                "md53175bce1d3201d16594cebf9d7eb3f9",
                "SCRAM-SHA-256$",
                "SCRAM-SHA-256$4096:c2FsdA==$AAAA:AAAA",
                "SCRAM-SHA-256$0:c2FsdA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"
                        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "SCRAM-SHA-256$4096:#$AAAA:AAAA"
            })
    void whatIsNoStoredFormIsNotRead(String text) {
        assertThat(PasswordVerifier.parse(text)).isEmpty();
    }
}
