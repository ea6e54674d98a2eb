package dev.slipher.wire.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import dev.slipher.wire.codec.MessageBuffer;
import dev.slipher.wire.message.FrontendMessage.RawParameter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random rows in every type, format and vector variant, read back and compared value by value. */
class RowEncoderTest {
    private static final SessionTime TIME = new SessionTime(ZoneId.of("America/St_Johns"), 0);
    private static final long SEED = Long.getLong("slipher.test.seed", System.nanoTime());

    static Stream<SqlType> types() {
        return Stream.concat(
                Stream.of(SqlType.Simple.values()),
                Stream.of(
                        new SqlType.Decimal(18, 0),
                        new SqlType.Decimal(12, 2),
                        new SqlType.Decimal(18, 18),
                        new SqlType.Decimal(19, 4),
                        new SqlType.Decimal(38, 0),
                        new SqlType.Decimal(38, 11),
                        new SqlType.Decimal(38, 37),
                        new SqlType.Char(10),
                        new SqlType.Varchar(30),
                        new SqlType.Varbyte(30)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void rowsReadBackAsTheyWere(SqlType type) {
        var random = new Random(SEED);
        var values = new RandomValues(random);
        for (var round = 0; round < 30; round++) {
            var rows = values.column(type, 1 + random.nextInt(round == 0 ? Batch.CAPACITY : 600));
            var batch = new Batch(new Vector[] {values.vector(type, rows)}, rows.size());
            var expected = random.nextBoolean() ? rows : select(batch, rows, random);
            for (var format : ValueFormat.values()) {
                var from = random.nextInt(expected.size() + 1);
                var messages = encode(type, format, batch, from, expected.size() - from, random);
                assertThat(decode(type, format, messages))
                        .as("seed %d, round %d, %s", SEED, round, format)
                        .isEqualTo(expected.subList(from, expected.size()));
            }
        }
    }

    private static List<Datum> select(Batch batch, List<Datum> rows, Random random) {
        var positions = new int[rows.size()];
        var selected = new ArrayList<Datum>();
        for (var i = 0; i < rows.size(); i++) {
            if (random.nextInt(3) == 0) {
                positions[selected.size()] = i;
                selected.add(rows.get(i));
            }
        }
        batch.select(positions, selected.size());
        return selected;
    }

    private static byte[] encode(SqlType type, ValueFormat format, Batch batch, int from, int count, Random random) {
        var column = new RowEncoder.Column(type, format);
        var encoder = new RowEncoder(List.of(column), TIME, StandardCharsets.UTF_8);
        encoder.start(batch, from, count);
        var out = new MessageBuffer();
        while (encoder.append(out, out.length() + 1 + random.nextInt(5_000))) {
            assertThat(out.length()).isPositive();
        }
        return Arrays.copyOf(out.bytes(), out.length());
    }

    private static List<Datum> decode(SqlType type, ValueFormat format, byte[] messages) {
        var in = ByteBuffer.wrap(messages);
        var decoder = new ParameterDecoder(TIME, StandardCharsets.UTF_8);
        var oid = WireType.of(type).oid();
        var values = new ArrayList<Datum>();
        while (in.hasRemaining()) {
            assertThat(in.get()).isEqualTo((byte) 'D');
            var end = in.position() + in.getInt();
            assertThat(in.getShort()).isEqualTo((short) 1);
            var length = in.getInt();
            if (length == -1) {
                values.add(Datum.Null.NULL);
            } else {
                var bytes = new byte[length];
                in.get(bytes);
                values.add(decoder.decode(new RawParameter(format, Optional.of(bytes)), oid, type));
            }
            assertThat(in.position()).isEqualTo(end);
        }
        return values;
    }

    @Test
    void textIsTheTextOfTheType() {
        var type = SqlType.Simple.TIMESTAMPTZ;
        var batch = new Batch(new Vector[] {new LongVector(new long[] {0, 1}, null)}, 2);
        var messages = encode(type, ValueFormat.TEXT, batch, 0, 1, new Random(SEED));
        var expected = new ByteSink(10);
        TypeText.formatLong(type, 0, TIME, expected);
        assertThat(new String(messages, 11, messages.length - 11, StandardCharsets.UTF_8))
                .isEqualTo(expected.toString())
                .isEqualTo("1999-12-31 20:30:00-03:30");
    }

    @Test
    void stringsAreInTheClientsCharset() {
        var type = new SqlType.Varchar(10);
        var encoded = encodeLatin1(type, RandomValues.bytesVector(List.of(utf8("né"))));
        assertThat(encoded.length()).isEqualTo(1 + 4 + 2 + 4 + 2);
        assertThat(new String(encoded.bytes(), 11, 2, StandardCharsets.ISO_8859_1))
                .isEqualTo("né");
        var constant = encodeLatin1(type, new ConstantVector(type.physicalKind(), utf8("né")));
        assertThat(constant.length()).isEqualTo(encoded.length());
    }

    @Test
    void aCharacterThatTheClientsCharsetHasNotIsRefusedUnlessItsRowIsNull() {
        var type = new SqlType.Varchar(10);
        var values = List.<Datum>of(utf8("n日"));
        assertThatThrownBy(() -> encodeLatin1(type, RandomValues.bytesVector(values)))
                .hasMessage("character with byte sequence 0xe6 0x97 0xa5 in encoding \"UTF8\" has no equivalent in"
                        + " encoding \"LATIN1\"");
        var strings = RandomValues.bytesVector(values);
        var nulls = new BytesVector(strings.bytes(), strings.offsets(), new long[] {1});
        assertThat(encodeLatin1(type, nulls).length()).isEqualTo(1 + 4 + 2 + 4);
    }

    private static Datum utf8(String text) {
        return new Datum.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageBuffer encodeLatin1(SqlType type, Vector vector) {
        var column = new RowEncoder.Column(type, ValueFormat.TEXT);
        var encoder = new RowEncoder(List.of(column), TIME, StandardCharsets.ISO_8859_1);
        encoder.start(new Batch(new Vector[] {vector}, 1), 0, 1);
        var out = new MessageBuffer();
        assertThat(encoder.append(out, 1_000)).isFalse();
        return out;
    }

    @Test
    void whatLiesUnderNullsIsNoArray() {
        for (var type :
                List.of(new SqlType.Array(SqlType.Simple.INTEGER), new SqlType.Array(SqlType.Simple.SMALLINT, true))) {
            for (var format : ValueFormat.values()) {
                var encoder =
                        new RowEncoder(List.of(new RowEncoder.Column(type, format)), TIME, StandardCharsets.UTF_8);
                var vector = new BytesVector(new byte[0], new int[] {0, 0}, new long[] {1});
                encoder.start(new Batch(new Vector[] {vector}, 1), 0, 1);
                var out = new MessageBuffer();
                assertThat(encoder.append(out, 1_000)).isFalse();
                assertThat(out.length()).isEqualTo(1 + 4 + 2 + 4);
            }
        }
    }

    @Test
    void binaryArraysReadBackAsTheirText() {
        var type = new SqlType.Array(new SqlType.Varchar(30));
        var text = "{one,\"two, \\\"three\\\"\",NULL,\"NULL\",\"\"}".getBytes(StandardCharsets.UTF_8);
        var out = new ByteSink(10);
        ArrayForm.append(type.element(), text, 0, text.length, TIME, out);
        var parameter = new RawParameter(ValueFormat.BINARY, Optional.of(out.toByteArray()));
        var back = new ParameterDecoder(TIME, StandardCharsets.UTF_8)
                .decode(parameter, WireType.of(type).oid(), type);
        assertThat(back).isEqualTo(new Datum.Bytes(text));
    }

    @Test
    void binaryArraysAreLaidOutAsPostgresDoes() {
        assertThat(binaryArray("{1,2}")).isEqualTo(ints(1, 0, 23, 2, 1, 4, 1, 4, 2));
        assertThat(binaryArray("{NULL}")).isEqualTo(ints(1, 1, 23, 1, 1, -1));
        assertThat(binaryArray("{}")).isEqualTo(ints(0, 0, 23));
    }

    private static byte[] binaryArray(String text) {
        var out = new ByteSink(10);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        ArrayForm.append(SqlType.Simple.INTEGER, bytes, 0, bytes.length, TIME, out);
        return out.toByteArray();
    }

    private static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
        for (var value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }
}
