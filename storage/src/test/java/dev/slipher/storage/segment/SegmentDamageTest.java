package dev.slipher.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.encoding.DecodeScratch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentDamageTest {
    private static final List<SqlType> TYPES = List.of(
            SqlType.Simple.INTEGER,
            SqlType.Simple.BIGINT,
            SqlType.Simple.DOUBLE,
            new SqlType.Decimal(30, 3),
            new SqlType.Varchar(20),
            new SqlType.Varchar(40));

    @ParameterizedTest
    @ValueSource(longs = {1 << 24, 0})
    void everyFlippedByteIsFoundOrChangesNoRow(long cacheBytes) {
        var content = sample().content();
        var expected = readAll(new MemoryObject(content));
        var undetected = new ArrayList<Integer>();
        for (var position = 0; position < content.length; position++) {
            content[position] ^= 0x10;
            try {
                assertThat(readAll(new MemoryObject(content), cacheBytes))
                        .as("byte %d", position)
                        .isEqualTo(expected);
                undetected.add(position);
            } catch (SlipherException error) {
                assertThat(error.sqlState()).as("byte %d: %s", position, error).isEqualTo(SqlState.DATA_CORRUPTED);
            }
            content[position] ^= 0x10;
        }
        // The head is not needed to read rows, and what lies between chunks belongs to none.
        assertThat(undetected).hasSizeLessThan(SegmentLayout.HEAD_BYTES + 64 * (TYPES.size() + 1));
        assertThat(undetected).contains(0, 4).allMatch(position -> position < 8 || content[position] == 0);
    }

    @Test
    void verifyingFindsADamagedHead() {
        var content = sample().content();
        content[0] ^= 1;

        assertThatThrownBy(() -> SegmentReader.verify(TestColumns.ID, new MemoryObject(content)))
                .hasMessageContaining("magic number");
    }

    @Test
    void theErrorNamesObjectColumnBlockAndByte() {
        var content = sample().content();
        content[100] ^= 1;

        assertThatThrownBy(() -> readAll(new MemoryObject(content)))
                .isInstanceOf(SlipherException.class)
                .hasMessageMatching(
                        "segment %s is damaged: column 1, row group 0, block 0, \\d+ bytes at byte 64, has checksum [0-9a-f]{8} instead of [0-9a-f]{8}"
                                .formatted(TestColumns.ID));
    }

    @Test
    void aCutObjectIsNoSegment() {
        var content = sample().content();
        for (var length : new int[] {0, 10, 39, 40, content.length / 2, content.length - 1}) {
            var cut = java.util.Arrays.copyOf(content, length);
            assertThatThrownBy(() -> readAll(new MemoryObject(cut)))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            error -> assertThat(error.sqlState()).isEqualTo(SqlState.DATA_CORRUPTED));
        }
    }

    @Test
    void aLaterVersionIsRefused() {
        var content = sample().content();
        content[content.length - 8] = 2;

        assertThatThrownBy(() -> readAll(new MemoryObject(content)))
                .hasMessageEndingWith("its format version is 2, known is 1");
    }

    private static MemoryObject sample() {
        var random = new Random(3);
        var rows = 90;
        var columns = List.of(
                column(rows, i -> (long) i * i),
                column(rows, i -> i % 3 == 0 ? null : random.nextLong()),
                column(rows, i -> i / 4.0),
                column(rows, i -> java.math.BigInteger.valueOf(i).shiftLeft(i)),
                column(rows, i -> TestColumns.utf8("entry" + i % 5)),
                column(rows, i -> TestColumns.utf8("Customer#00000" + random.nextInt(100_000))));
        return TestColumns.write(TYPES, columns, rows);
    }

    private static List<Object> column(int rows, java.util.function.IntFunction<Object> value) {
        var values = new ArrayList<Object>();
        for (var i = 0; i < rows; i++) {
            values.add(value.apply(i));
        }
        return values;
    }

    private static List<List<String>> readAll(MemoryObject object) {
        return readAll(object, 1 << 24);
    }

    private static List<List<String>> readAll(MemoryObject object, long cacheBytes) {
        try (var cache = new ChunkCache(cacheBytes)) {
            var reader = TestColumns.open(object, cache);
            return IntStream.rangeClosed(1, TYPES.size())
                    .mapToObj(column -> TestColumns.read(reader, column, new DecodeScratch()).stream()
                            .map(SegmentDamageTest::text)
                            .toList())
                    .toList();
        }
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                : String.valueOf(value);
    }
}
