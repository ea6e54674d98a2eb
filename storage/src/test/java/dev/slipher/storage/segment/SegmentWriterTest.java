package dev.slipher.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.cache.BlockRoom;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.encoding.DecodeScratch;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentWriterTest {
    private static final List<ColumnSpec> ONE_BIGINT = List.of(new ColumnSpec(1, SqlType.Simple.BIGINT));

    @Test
    void manyRowGroupsOfRandomRowsComeBack() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var rows = SegmentWriter.ROW_GROUP_ROWS * 2 + random.nextInt(10_000);
        var integers = new ArrayList<Object>();
        var strings = new ArrayList<Object>();
        var doubles = new ArrayList<Object>();
        for (var i = 0; i < rows; i++) {
            integers.add(random.nextInt(20) == 0 ? null : random.nextLong() >> random.nextInt(60));
            strings.add(
                    random.nextInt(20) == 0
                            ? null
                            : TestColumns.utf8("text " + random.nextInt(1 << random.nextInt(20))));
            doubles.add(random.nextInt(20) == 0 ? null : random.nextInt(100_000) / 100.0);
        }
        var types = List.<SqlType>of(SqlType.Simple.BIGINT, new SqlType.Varchar(30), SqlType.Simple.DOUBLE);

        var object = TestColumns.write(types, List.of(integers, strings, doubles), 1 + random.nextInt(2_048));

        try (var cache = new ChunkCache(1 << 26)) {
            var reader = TestColumns.open(object, cache);
            var scratch = new DecodeScratch();
            assertThat(reader.rowCount()).isEqualTo(rows);
            assertThat(reader.rowGroupCount()).isEqualTo(3);
            assertThat(reader.rowGroupFirstRow(2)).isEqualTo(2 * SegmentWriter.ROW_GROUP_ROWS);
            assertThat(TestColumns.read(reader, 1, scratch)).as("seed %d", seed).isEqualTo(integers);
            assertThat(TestColumns.read(reader, 3, scratch)).as("seed %d", seed).isEqualTo(doubles);
            var found = TestColumns.read(reader, 2, scratch);
            for (var i = 0; i < rows; i++) {
                assertThat((byte[]) found.get(i)).as("seed %d, row %d", seed, i).isEqualTo((byte[]) strings.get(i));
            }
        }
    }

    @Test
    void onlySelectedRowsOfAnyVectorAreWritten() {
        var object = new MemoryObject();
        var specs = List.of(
                new ColumnSpec(1, SqlType.Simple.BIGINT),
                new ColumnSpec(5, new SqlType.Varchar(5)),
                new ColumnSpec(6, SqlType.Simple.DATE),
                new ColumnSpec(7, new SqlType.Char(3)));
        var writer = new SegmentWriter(specs, object);
        var entries = new Dictionary(TestColumns.utf8("xyyzzz"), new int[] {0, 1, 3, 6}, 3, true, true);
        var batch = new Batch(
                new Vector[] {
                    new IntVector(new int[] {10, 11, 12, 13}, new long[] {0b1000}),
                    new DictionaryVector(new int[] {2, 0, 1, 2}, entries, null),
                    new ConstantVector(PhysicalKind.INT32, new Datum.Integral(77)),
                    new ConstantVector(PhysicalKind.BYTES, Datum.Null.NULL)
                },
                4);
        batch.select(new int[] {1, 2, 3}, 3);
        writer.append(batch);

        var summary = writer.finish();

        assertThat(summary.rowCount()).isEqualTo(3);
        assertThat(summary.byteCount()).isEqualTo(object.size());
        try (var cache = new ChunkCache(1 << 24)) {
            var reader = TestColumns.open(object, cache);
            var scratch = new DecodeScratch();
            assertThat(TestColumns.read(reader, 1, scratch)).containsExactly(11L, 12L, null);
            assertThat(TestColumns.read(reader, 5, scratch))
                    .containsExactly(TestColumns.utf8("x"), TestColumns.utf8("yy"), TestColumns.utf8("zzz"));
            assertThat(TestColumns.read(reader, 6, scratch)).containsExactly(77L, 77L, 77L);
            assertThat(TestColumns.read(reader, 7, scratch)).containsExactly(null, null, null);
            assertThat(reader.openColumn(0, 2, scratch, new BlockRoom(BlockRoom.Account.none())))
                    .isEmpty();
            assertThat(reader.columns()).isEqualTo(specs);
        }
    }

    @Test
    void theRecordCarriesTheRangesThatWereAskedFor() {
        var object = new MemoryObject();
        var specs = List.of(new ColumnSpec(1, SqlType.Simple.BIGINT), new ColumnSpec(2, new SqlType.Varchar(1_000)));
        var writer = new SegmentWriter(specs, object);
        var longString = "m".repeat(400);
        writer.append(new Batch(
                new Vector[] {
                    new LongVector(new long[] {5, -3, 9}, new long[] {0b100}),
                    TestColumns.vector(
                            specs.get(1).type(),
                            List.of(TestColumns.utf8("b  "), TestColumns.utf8(longString), TestColumns.utf8("c")))
                },
                3));

        var record = writer.finish().toRecord(TestColumns.ID, 0, 4_095, Set.of(1, 2));

        assertThat(record.rowCount()).isEqualTo(3);
        assertThat(record.byteCount()).isEqualTo(object.size());
        assertThat(record.ranges().get(0).min()).isEqualTo(new Datum.Integral(-3));
        assertThat(record.ranges().get(0).max()).isEqualTo(new Datum.Integral(5));
        assertThat(record.ranges().get(0).hasNulls()).isTrue();
        assertThat(record.ranges().get(1).min()).isEqualTo(new Datum.Bytes(TestColumns.utf8("b")));
        var upper = ((Datum.Bytes) record.ranges().get(1).max()).value();
        assertThat(upper).hasSize(256);
        assertThat(Arrays.compareUnsigned(upper, TestColumns.utf8(longString))).isPositive();
    }

    @Test
    void aSegmentOfOneRowIsSmall() {
        var object = TestColumns.write(
                List.of(SqlType.Simple.BIGINT, new SqlType.Varchar(20)),
                List.of(List.of(1L), List.of(TestColumns.utf8("hello"))),
                1);

        assertThat(object.size()).isLessThan(800);
    }

    @Test
    void longStringsEndARowGroupEarly() {
        var object = new MemoryObject();
        var writer = new SegmentWriter(List.of(new ColumnSpec(1, new SqlType.Varchar(65_535))), object);
        var value = TestColumns.utf8("0123456789abcdef".repeat(4_000));
        var vector = TestColumns.vector(new SqlType.Varchar(65_535), Collections.nCopies(1_100, value));
        writer.append(new Batch(new Vector[] {vector}, 1_100));
        writer.append(new Batch(new Vector[] {vector}, 1_100));

        writer.finish();

        try (var cache = new ChunkCache(1 << 28)) {
            var reader = TestColumns.open(object, cache);
            assertThat(reader.rowCount()).isEqualTo(2_200);
            assertThat(reader.rowGroupCount()).isEqualTo(6);
            for (var group = 0; group < reader.rowGroupCount(); group++) {
                assertThat((long) reader.rowGroupRowCount(group) * value.length).isLessThan(2 * (16 << 20));
            }
        }
    }

    @Test
    void stringsOfManyColumnsEndARowGroupEarlyTogether() {
        var object = new MemoryObject();
        var specs = new ArrayList<ColumnSpec>();
        for (var column = 1; column <= 10; column++) {
            specs.add(new ColumnSpec(column, new SqlType.Varchar(65_535)));
        }
        var writer = new SegmentWriter(specs, object);
        var value = TestColumns.utf8("0123456789abcdef".repeat(500));
        var vector = TestColumns.vector(new SqlType.Varchar(65_535), Collections.nCopies(1_100, value));
        var columns = new Vector[10];
        Arrays.fill(columns, vector);
        for (var i = 0; i < 3; i++) {
            writer.append(new Batch(columns.clone(), 1_100));
            assertThat(writer.memoryBytes()).isLessThan(400L << 20);
        }
        writer.finish();

        try (var cache = new ChunkCache(1 << 28)) {
            var reader = TestColumns.open(object, cache);
            assertThat(reader.rowCount()).isEqualTo(3_300);
            for (var group = 0; group < reader.rowGroupCount(); group++) {
                assertThat(10L * reader.rowGroupRowCount(group) * value.length).isLessThan(128 << 20);
            }
        }
    }

    @Test
    void anEmptySegmentHasNoRowGroups() {
        var object = new MemoryObject();
        new SegmentWriter(ONE_BIGINT, object).finish();

        try (var cache = new ChunkCache(1 << 24)) {
            var reader = TestColumns.open(object, cache);
            assertThat(reader.rowCount()).isZero();
            assertThat(reader.rowGroupCount()).isZero();
            assertThat(reader.range(1).orElseThrow().min()).isEqualTo(Datum.Null.NULL);
        }
    }

    @Test
    void anOpenSegmentIsChargedByItsColumnsAndWithoutTheirSketches() {
        assertThat(chargeOfColumns(10)).isBetween(1_000L, 4_000L);
        assertThat(chargeOfColumns(200)).isBetween(20_000L, 80_000L);
    }

    private static long chargeOfColumns(int count) {
        var values = IntStream.range(0, 3_000).<Object>mapToObj(i -> (long) i).toList();
        var object = TestColumns.write(
                Collections.nCopies(count, SqlType.Simple.BIGINT), Collections.nCopies(count, values), 2_048);
        try (var cache = new ChunkCache(1 << 24)) {
            TestColumns.open(object, cache);
            return cache.statistics().usedBytes();
        }
    }

    @Test
    void aBatchOfOtherColumnsIsRefused() {
        var writer = new SegmentWriter(ONE_BIGINT, new MemoryObject());

        assertThatThrownBy(() -> writer.append(new Batch(new Vector[0], 1))).isInstanceOf(IllegalStateException.class);
    }
}
