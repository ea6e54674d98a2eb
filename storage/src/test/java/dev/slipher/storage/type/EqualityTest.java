package dev.slipher.storage.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class EqualityTest {
    private static final SqlType VARCHAR = new SqlType.Varchar(10);
    private static final SqlType VARBYTE = new SqlType.Varbyte(10);

    @Test
    void equalValuesOfSomeTypesAreNotTheSame() {
        assertThat(List.of(VARCHAR, SqlType.Simple.REAL, SqlType.Simple.DOUBLE, SqlType.Simple.INTERVAL))
                .noneMatch(Equality::isSameness);
        assertThat(List.of(new SqlType.Char(3), VARBYTE, SqlType.Simple.INTEGER, new SqlType.Decimal(38, 2)))
                .allMatch(Equality::isSameness);
    }

    @Test
    void equalValuesHaveOneForm() {
        assertThat(Equality.canonical(VARCHAR, bytes("a  "))).isEqualTo(bytes("a"));
        assertThat(Equality.canonical(VARCHAR, bytes(" a"))).isEqualTo(bytes(" a"));
        assertThat(Equality.canonical(VARBYTE, bytes("a "))).isEqualTo(bytes("a "));
        assertThat(Equality.canonical(SqlType.Simple.DOUBLE, new Datum.Floating(-0.0)))
                .isEqualTo(new Datum.Floating(0.0));
        assertThat(Equality.canonical(VARCHAR, Datum.Null.NULL)).isEqualTo(Datum.Null.NULL);
        assertThat(interval("1 month")).isEqualTo(interval("30 days")).isNotEqualTo(interval("31 days"));
    }

    private static Datum interval(String text) {
        var time = new SessionTime(ZoneOffset.UTC, 0);
        return Equality.canonical(SqlType.Simple.INTERVAL, TypeText.parse(SqlType.Simple.INTERVAL, text, time));
    }

    private static Datum bytes(String text) {
        return new Datum.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
