package dev.slipher.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEncodingTest {
    @ParameterizedTest
    @ValueSource(strings = {"UTF8", "utf-8", "Unicode", "UTF_8"})
    void spellingsOfUtf8(String name) {
        assertThat(ClientEncoding.find(name)).hasValue(new ClientEncoding("UTF8", StandardCharsets.UTF_8));
    }

    @Test
    void encodingsAreNamedAsPostgresqlDoes() {
        assertThat(ClientEncoding.find("iso-8859-1").orElseThrow().name()).isEqualTo("LATIN1");
        assertThat(ClientEncoding.find("windows1252").orElseThrow().name()).isEqualTo("WIN1252");
        assertThat(ClientEncoding.find("sql_ascii").orElseThrow().charset()).isEqualTo(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UTF7", "latin99"})
    void unknownNamesHaveNone(String name) {
        assertThat(ClientEncoding.find(name)).isEmpty();
    }
}
