package dev.slipher.storage.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCodecTest {
    private final BatchCodec codec = new BatchCodec();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 64, 100, 2_047, 2_048})
    void everyKindOfVectorComesBack(int rows) {
        var batch = new Batch(columns(rows, 1), rows);

        var decoded = codec.decode(codec.encode(batch));

        assertThat(rows(decoded)).isEqualTo(rows(batch));
    }

    @Test
    void onlySelectedRowsAreEncoded() {
        var batch = new Batch(columns(2_048, 2), 2_048);
        var positions = new int[] {3, 64, 65, 700, 2_047};
        var expected = new ArrayList<List<String>>();
        for (var position : positions) {
            expected.add(rows(batch).get(position));
        }
        batch.select(positions, positions.length);

        var decoded = codec.decode(codec.encode(batch));

        assertThat(rows(decoded)).isEqualTo(expected);
    }

    @Test
    void aFewRowsTakeFewBytes() {
        var batch = new Batch(columns(1, 3), 1);

        assertThat(codec.encode(batch).remaining()).isLessThan(250);
    }

    @Test
    void aSortedDictionaryKeepsOnlyTheEntriesThatAreUsedInTheirOrder() {
        var entries =
                new Dictionary("abcde".getBytes(StandardCharsets.UTF_8), new int[] {0, 1, 2, 3, 4, 5}, 5, true, true);
        var batch = new Batch(new Vector[] {new DictionaryVector(new int[] {4, 1, 4, 3}, entries, null)}, 4);

        var decoded = (DictionaryVector) codec.decode(codec.encode(batch)).column(0);

        assertThat(decoded.dictionary().bytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("bde");
        assertThat(decoded.dictionary().isSorted()).isTrue();
        assertThat(decoded.dictionary().isDistinct()).isTrue();
        assertThat(decoded.codes()).startsWith(2, 0, 2, 1);
    }

    @Test
    void everyFlippedBitIsFound() {
        var encoded = copy(codec.encode(new Batch(columns(70, 4), 70)));
        for (var i = 0; i < encoded.length; i++) {
            encoded[i] ^= (byte) (1 << (i & 7));
            assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(encoded)))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            error -> assertThat(error.sqlState()).isEqualTo(SqlState.DATA_CORRUPTED));
            encoded[i] ^= (byte) (1 << (i & 7));
        }
    }

    @Test
    void forgedBytesWithARightChecksumNeverDoMoreThanFail() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var encoded = copy(codec.encode(new Batch(columns(300, 5), 300)));
        for (var round = 0; round < 20_000; round++) {
            var forged = encoded.clone();
            for (var flips = random.nextInt(4); flips >= 0; flips--) {
                // The interesting fields are at the start of columns; small positions reach more of them.
                forged[8 + random.nextInt(random.nextInt(forged.length - 8) + 1)] = (byte) random.nextInt();
            }
            var checksum = new CRC32C();
            checksum.update(forged, 8, forged.length - 8);
            ByteBuffer.wrap(forged).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(4, (int) checksum.getValue());
            try {
                rows(codec.decode(ByteBuffer.wrap(forged)));
            } catch (SlipherException error) {
                assertThat(error.sqlState()).as("seed %d", seed).isEqualTo(SqlState.DATA_CORRUPTED);
            }
        }
    }

    private static byte[] copy(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Vector[] columns(int rows, long seed) {
        var random = new Random(seed);
        var ints = IntVector.allocate(rows);
        var longs = LongVector.allocate(rows);
        var doubles = DoubleVector.allocate(rows);
        var wide = Int128Vector.allocate(rows);
        var offsets = new int[rows + 1];
        var text = new StringBuilder();
        var codes = new int[rows];
        var nulls = new long[33];
        for (var i = 0; i < rows; i++) {
            ints.values()[i] = random.nextInt(1_000) - 500;
            longs.values()[i] = i % 3 == 0 ? Long.MIN_VALUE : random.nextLong();
            doubles.values()[i] = i % 7 == 0 ? Double.NaN : random.nextGaussian();
            wide.high()[i] = random.nextInt(5);
            wide.low()[i] = random.nextLong();
            text.append("carefully final ").append(i % 10);
            offsets[i + 1] = text.length();
            codes[i] = random.nextInt(3);
            nulls[i >>> 6] |= (i % 4 == 1 ? 1L : 0L) << i;
        }
        var entries = new Dictionary("abbccc".getBytes(StandardCharsets.UTF_8), new int[] {0, 1, 3, 6}, 3, true, true);
        return new Vector[] {
            ints,
            new IntVector(ints.values(), nulls),
            longs,
            doubles,
            wide,
            new BytesVector(text.toString().getBytes(StandardCharsets.UTF_8), offsets, null),
            new BytesVector(text.toString().getBytes(StandardCharsets.UTF_8), offsets, nulls),
            new DictionaryVector(codes, entries, nulls),
            new ConstantVector(PhysicalKind.BYTES, new Datum.Bytes("x".getBytes(StandardCharsets.UTF_8))),
            new ConstantVector(PhysicalKind.INT64, Datum.Null.NULL)
        };
    }

    private static List<List<String>> rows(Batch batch) {
        var rows = new ArrayList<List<String>>();
        for (var row = 0; row < batch.rowCount(); row++) {
            var values = new ArrayList<String>();
            for (var i = 0; i < batch.columnCount(); i++) {
                values.add(value(batch.column(i), row));
            }
            rows.add(values);
        }
        return rows;
    }

    private static String value(Vector vector, int row) {
        if (vector.isNull(row)) {
            return "NULL";
        }
        return switch (vector) {
            case IntVector ints -> "i" + ints.values()[row];
            case LongVector longs -> "l" + longs.values()[row];
            case DoubleVector doubles -> "d" + doubles.values()[row];
            case Int128Vector wide -> "w" + wide.high()[row] + ":" + wide.low()[row];
            case BytesVector strings -> text(strings.bytes(), strings.offsets(), row);
            case DictionaryVector coded ->
                text(coded.dictionary().bytes(), coded.dictionary().offsets(), coded.codes()[row]);
            case ConstantVector constant ->
                constant.value() instanceof Datum.Bytes(var bytes)
                        ? text(bytes, new int[] {0, bytes.length}, 0)
                        : constant.value().toString();
        };
    }

    private static String text(byte[] bytes, int[] offsets, int index) {
        return new String(bytes, offsets[index], offsets[index + 1] - offsets[index], StandardCharsets.ISO_8859_1);
    }
}
