package dev.slipher.wire.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.message.FrontendMessage.RawParameter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ParameterDecoderTest {
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int INT8 = 20;
    private static final int FLOAT8 = 701;
    private static final int TEXT = 25;
    private static final int UUID = 2950;
    private static final SessionTime TIME = new SessionTime(ZoneOffset.UTC, 0);

    private final ParameterDecoder decoder = new ParameterDecoder(TIME, StandardCharsets.UTF_8);

    private Datum binary(int oid, SqlType type, byte... bytes) {
        return decoder.decode(new RawParameter(ValueFormat.BINARY, Optional.of(bytes)), oid, type);
    }

    private Datum text(SqlType type, String text) {
        return decoder.decode(new RawParameter(ValueFormat.TEXT, Optional.of(utf8(text))), 0, type);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] shorts(int... values) {
        var bytes = ByteBuffer.allocate(2 * values.length);
        for (var value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    @Test
    void nullIsNullInEveryType() {
        for (var format : ValueFormat.values()) {
            assertThat(decoder.decode(new RawParameter(format, Optional.empty()), INT4, SqlType.Simple.DATE))
                    .isEqualTo(Datum.Null.NULL);
        }
    }

    @Test
    void aNumberTakesATypeWithAsManyDigitsAsItHas() {
        assertThat(number("1.5")).isEqualTo(new ParameterValue(new Datum.Integral(150), new SqlType.Decimal(10, 2)));
        assertThat(number("0")).isEqualTo(new ParameterValue(new Datum.Integral(0), new SqlType.Decimal(10, 2)));
        assertThat(number("1.5000000")).isEqualTo(number("1.5"));
        assertThat(number("-1.2345"))
                .isEqualTo(new ParameterValue(new Datum.Integral(-12345), new SqlType.Decimal(12, 4)));
        assertThat(number("1e10"))
                .isEqualTo(new ParameterValue(new Datum.Integral(1_000_000_000_000L), new SqlType.Decimal(13, 2)));
        // What is more than a decimal can hold is rounded.
        assertThat(number("1" + "0".repeat(36) + ".256").type()).isEqualTo(new SqlType.Decimal(38, 1));
        assertThat(number("0." + "0".repeat(50) + "1").value()).isEqualTo(new Datum.Wide(0, 0));
        assertThatThrownBy(() -> number("1e38"))
                .isInstanceOf(SlipherException.class)
                .hasMessageContaining("numeric field overflow");
        var binary = new RawParameter(ValueFormat.BINARY, Optional.of(shorts(2, 0, 0, 4, 1, 2345)));
        assertThat(decoder.value(binary, WireType.NUMERIC_OID, new SqlType.Decimal(10, 2)))
                .isEqualTo(new ParameterValue(new Datum.Integral(12345), new SqlType.Decimal(12, 4)));
    }

    private ParameterValue number(String text) {
        return decoder.value(
                new RawParameter(ValueFormat.TEXT, Optional.of(utf8(text))), 0, new SqlType.Decimal(10, 2));
    }

    @Test
    void binaryValuesOfAnotherTypeAreConverted() {
        var decimal = new SqlType.Decimal(10, 2);
        assertThat(binary(INT2, SqlType.Simple.BIGINT, shorts(-3))).isEqualTo(new Datum.Integral(-3));
        assertThat(binary(INT8, SqlType.Simple.INTEGER, longBytes(7))).isEqualTo(new Datum.Integral(7));
        assertThat(binary(INT4, decimal, shorts(0, 5))).isEqualTo(new Datum.Integral(500));
        assertThat(binary(FLOAT8, decimal, longBytes(Double.doubleToLongBits(1.25))))
                .isEqualTo(new Datum.Integral(125));
        assertThat(binary(TEXT, SqlType.Simple.INTEGER, utf8("42"))).isEqualTo(new Datum.Integral(42));
        assertThat(binary(WireType.NUMERIC_OID, SqlType.Simple.INTEGER, shorts(1, 0, 0, 0, 12)))
                .isEqualTo(new Datum.Integral(12));
        assertThat(binary(UUID, new SqlType.Varchar(36), new byte[16]))
                .isEqualTo(new Datum.Bytes(utf8("00000000-0000-0000-0000-000000000000")));
    }

    @Test
    void aValueTooLargeForItsTypeIsRefused() {
        assertFails(
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE, () -> binary(INT8, SqlType.Simple.INTEGER, longBytes(1L << 40)));
        assertFails(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, () -> text(SqlType.Simple.SMALLINT, "40000"));
        assertFails(SqlState.DATETIME_FIELD_OVERFLOW, () -> binary(1083, SqlType.Simple.TIME, longBytes(-1)));
    }

    @Test
    void numericsOfEveryShape() {
        var type = new SqlType.Decimal(38, 10);
        assertThat(numeric(0, 0, 0, 0)).isEqualTo(new Datum.Wide(0, 0));
        // 1,0000.0005 has the digits 1, 0 and 5.
        assertThat(numeric(3, 1, 0, 4, 1, 0, 5)).isEqualTo(new Datum.Wide(0, 100_000_005_000_000L));
        assertThat(numeric(1, -2, 0x4000, 8, 7)).isEqualTo(new Datum.Wide(-1, -700));
        assertFails(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, () -> numeric(0, 0, 0xc000, 0));
        assertFails(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, () -> numeric(1, 30_000, 0, 0, 1));
        assertFails(SqlState.INVALID_BINARY_REPRESENTATION, () -> numeric(2, 0, 0, 0, 1));
        assertFails(SqlState.INVALID_BINARY_REPRESENTATION, () -> numeric(1, 0, 0, 0, 10_000));
        assertFails(SqlState.INVALID_BINARY_REPRESENTATION, () -> numeric(1, 0, 0x1234, 0, 1));
        assertFails(SqlState.INVALID_BINARY_REPRESENTATION, () -> binary(WireType.NUMERIC_OID, type, (byte) 1));
    }

    private Datum numeric(int... fields) {
        return binary(WireType.NUMERIC_OID, new SqlType.Decimal(38, 10), shorts(fields));
    }

    @Test
    void wrongLengthsAreRefused() {
        for (var type : SqlType.Simple.values()) {
            if (type != SqlType.Simple.NAME) {
                var oid = WireType.of(type).oid();
                assertFails(SqlState.INVALID_BINARY_REPRESENTATION, () -> binary(oid, type));
                assertFails(SqlState.INVALID_BINARY_REPRESENTATION, () -> binary(oid, type, new byte[17]));
            }
        }
        assertFails(
                SqlState.INVALID_BINARY_REPRESENTATION,
                () -> binary(1007, new SqlType.Array(SqlType.Simple.INTEGER), new byte[5]));
    }

    @Test
    void stringsMustBeText() {
        var type = new SqlType.Varchar(20);
        assertFails(SqlState.CHARACTER_NOT_IN_REPERTOIRE, () -> binary(TEXT, type, (byte) 'a', (byte) 0));
        assertFails(SqlState.CHARACTER_NOT_IN_REPERTOIRE, () -> binary(TEXT, type, (byte) 0xff));
        assertFails(SqlState.INVALID_TEXT_REPRESENTATION, () -> text(SqlType.Simple.INTEGER, "4x"));
    }

    @Test
    void binaryFormsThatTheWarehouseLacksAreNamed() {
        assertThatThrownBy(() -> binary(869, new SqlType.Varchar(20), new byte[8]))
                .hasMessageContaining("type with OID 869");
    }

    @Test
    void textComesInTheClientsCharset() {
        var latin = new ParameterDecoder(TIME, StandardCharsets.ISO_8859_1);
        var parameter = new RawParameter(ValueFormat.TEXT, Optional.of(new byte[] {(byte) 0xe9}));
        assertThat(latin.decode(parameter, TEXT, new SqlType.Varchar(20))).isEqualTo(new Datum.Bytes(utf8("é")));
    }

    private static void assertFails(SqlState sqlState, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        SlipherException.class,
                        error -> assertThat(error.sqlState()).isEqualTo(sqlState));
    }
}
