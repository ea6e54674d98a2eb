package dev.slipher.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.cache.BlockRoom;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.encoding.DecodeScratch;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ColumnChunkReaderTest {
    private static final long SEED = 99;
    private static final SqlType VARCHAR = new SqlType.Varchar(200);

    private final ChunkCache cache = new ChunkCache(1 << 28);
    private final BlockRoom room = new BlockRoom(BlockRoom.Account.none());
    private final DecodeScratch scratch = new DecodeScratch();
    private final Random random = new Random(SEED);
    private long opened;

    @AfterEach
    void nothingIsLeftPinned() {
        room.close();
        cache.close();
    }

    @Test
    void rangesOfIntegersAgreeWithComparingEachValue() {
        var shapes = List.<IntFunction<Object>>of(
                i -> (long) random.nextInt(1_000),
                i -> i % 5 == 0 ? null : 100L * random.nextInt(1_000),
                i -> (long) i,
                i -> 1_000_000L * (i / 300),
                i -> random.nextLong(),
                i -> 7L,
                i -> null);
        for (var shape : shapes) {
            var values = values(5_000, shape);
            var chunk = chunk(SqlType.Simple.BIGINT, values);
            for (var round = 0; round < 200; round++) {
                var low = bound(values);
                var high = round % 4 == 0 ? low : bound(values);
                checkFilter(
                        chunk,
                        values,
                        value -> (Long) value >= low && (Long) value <= high,
                        (block, mask) -> chunk.filterRange(block, low, high, mask),
                        block -> chunk.zones().matchRange(block, low, high));
            }
            chunk.close();
        }
    }

    @Test
    void tellsHowMuchOfABlocksRangeIsCovered() {
        var rows = Batch.CAPACITY;
        var chunk = chunk(SqlType.Simple.BIGINT, values(3 * rows, i -> switch (i / rows) {
            case 0 -> i % 100L;
            case 1 -> i % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            default -> null;
        }));
        var zones = chunk.zones();
        assertThat(zones.overlap(0, -5, 200)).isEqualTo(1);
        assertThat(zones.overlap(0, 50, 74)).isEqualTo(0.25);
        assertThat(zones.overlap(0, 100, 200)).isZero();
        assertThat(zones.overlap(0, 5, 4)).isZero();
        assertThat(zones.overlap(1, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(1);
        assertThat(zones.overlap(1, 0, Long.MAX_VALUE)).isEqualTo(0.5);
        assertThat(zones.overlap(2, Long.MIN_VALUE, Long.MAX_VALUE)).isZero();
        chunk.close();
    }

    private long bound(List<Object> values) {
        var value = values.get(random.nextInt(values.size()));
        return switch (random.nextInt(8)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            default -> (value == null ? 0L : (Long) value) + random.nextInt(3) - 1;
        };
    }

    @Test
    void rangesOfDoublesAgreeWithComparingEachValue() {
        var special = new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 3.25};
        var shapes = List.<IntFunction<Object>>of(
                i -> random.nextInt(1_000) / 100.0,
                i -> i % 4 == 0 ? null : random.nextGaussian(),
                i -> special[random.nextInt(special.length)],
                i -> Double.NaN);
        for (var shape : shapes) {
            var values = values(3_000, shape);
            var chunk = chunk(SqlType.Simple.DOUBLE, values);
            for (var round = 0; round < 200; round++) {
                var one = values.get(random.nextInt(values.size()));
                var low = one == null ? -1.0 : (Double) one;
                var high = random.nextBoolean() ? special[random.nextInt(special.length)] : low + random.nextDouble();
                checkFilter(
                        chunk,
                        values,
                        value -> compare((Double) value, low) >= 0 && compare((Double) value, high) <= 0,
                        (block, mask) -> chunk.filterDoubles(block, low, high, mask),
                        block -> chunk.zones().matchDoubles(block, low, high));
            }
            chunk.close();
        }
    }

    private static int compare(double left, double right) {
        return Double.compare(left + 0.0, right + 0.0);
    }

    @Test
    void equalityOfStringsAgreesWithComparingEachValueInEveryEncoding() {
        var longPart = "and so it goes on and on ".repeat(3);
        var shapes = List.<IntFunction<Object>>of(
                i -> utf8("word" + random.nextInt(20)),
                i -> i % 3 == 0 ? null : utf8("word" + random.nextInt(20) + " ".repeat(i % 4)),
                i -> utf8("Customer#" + random.nextInt(1_000_000)),
                i -> utf8(longPart + random.nextInt(1_000_000)),
                i -> utf8(random.nextInt(3_000) * 7 + longPart + " ".repeat(i % 2)),
                i -> {
                    var bytes = new byte[10];
                    random.nextBytes(bytes);
                    return bytes;
                });
        for (var shape : shapes) {
            var values = values(3_000, shape);
            var chunk = chunk(VARCHAR, values);
            for (var round = 0; round < 50; round++) {
                var one = values.get(random.nextInt(values.size()));
                var sought = one == null || round % 10 == 0 ? utf8("absent") : (byte[]) one;
                checkFilter(
                        chunk,
                        values,
                        value -> stripped((byte[]) value).equals(stripped(sought)),
                        (block, mask) -> chunk.filterEqual(block, sought, mask),
                        block -> chunk.zones().matchBytes(block, Optional.of(sought), Optional.of(sought)));
            }
            chunk.close();
        }
    }

    @Test
    void zoneMapsOfStringsNeverHideAMatch() {
        var part = "a prefix of sixteen bytes and more ";
        var values = values(6_000, i -> utf8((i < 3_000 ? "b " : "") + part + random.nextInt(100_000)));
        try (var chunk = chunk(VARCHAR, values)) {
            for (var round = 0; round < 300; round++) {
                var bounds = new byte[][] {
                    (byte[]) values.get(random.nextInt(values.size())),
                    utf8(part.substring(0, random.nextInt(part.length()))),
                    utf8("b " + part.substring(0, 14))
                };
                var low = bounds[random.nextInt(3)];
                var high = bounds[random.nextInt(3)];
                for (var block = 0; block < chunk.blockCount(); block++) {
                    var matches = 0;
                    for (var i = 0; i < chunk.blockRowCount(block); i++) {
                        var value = stripped((byte[]) values.get(2_048 * block + i));
                        matches += value.compareTo(stripped(low)) >= 0 && value.compareTo(stripped(high)) <= 0 ? 1 : 0;
                    }
                    checkZone(
                            chunk.zones().matchBytes(block, Optional.of(low), Optional.of(high)),
                            matches,
                            chunk.blockRowCount(block));
                }
            }
        }
    }

    @Test
    void aSetOfCodesKeepsTheRowsOfItsEntries() {
        var values = values(4_000, i -> i % 7 == 0 ? null : utf8("entry" + random.nextInt(150)));
        try (var chunk = chunk(VARCHAR, values)) {
            var dictionary = chunk.dictionary().orElseThrow();
            assertThat(dictionary.isSorted()).isTrue();
            for (var round = 0; round < 50; round++) {
                var bits = new long[3];
                for (var i = random.nextInt(20); i >= 0; i--) {
                    var code = random.nextInt(dictionary.size());
                    bits[code >>> 6] |= 1L << code;
                }
                var accepted = new ArrayList<String>();
                for (var code = 0; code < dictionary.size(); code++) {
                    if ((bits[code >>> 6] >>> code & 1) != 0) {
                        accepted.add(stripped(Arrays.copyOfRange(
                                dictionary.bytes(),
                                dictionary.offsets()[code],
                                dictionary.offsets()[code + 1])));
                    }
                }
                var set = CodeSet.of(bits);
                checkFilter(
                        chunk,
                        values,
                        value -> accepted.contains(stripped((byte[]) value)),
                        (block, mask) -> chunk.filterCodes(block, set, mask),
                        block -> ZoneMatch.SOME);
            }
        }
    }

    @Test
    void aDictionaryIsTheSameObjectForAllReaders() {
        var values = values(3_000, i -> utf8("entry" + random.nextInt(150)));
        var reader = open(VARCHAR, values);
        try (var one = reader.openColumn(0, 1, scratch, room).orElseThrow();
                var other = reader.openColumn(0, 1, new DecodeScratch(), room).orElseThrow()) {
            assertThat(other.dictionary().orElseThrow())
                    .isSameAs(one.dictionary().orElseThrow());
        }
    }

    @Test
    void aThreadWaitsInItsOwnWayForWhatIsNotInTheCache() {
        var numbers = values(5_000, _ -> (Object) (long) random.nextInt(1_000));
        var waits = new AtomicInteger();
        try (var own = new BlockRoom(BlockRoom.Account.none(), reading -> {
                    waits.incrementAndGet();
                    reading.run();
                });
                var none = new ChunkCache(0)) {
            var object = TestColumns.write(List.of(SqlType.Simple.BIGINT), List.of(numbers), Batch.CAPACITY);
            var reader = SegmentReader.open(new ObjectId(SEED, 0), object, cache);
            try (var first = reader.openColumn(0, 1, scratch, own).orElseThrow();
                    var second = reader.openColumn(0, 1, scratch, own).orElseThrow()) {
                assertThat(first.tryLoad()).isTrue();
                assertThat(second.tryLoad()).isTrue();
                assertThat(waits).hasValue(1);
            }
            var uncached = SegmentReader.open(new ObjectId(SEED, 0), object, none);
            try (var chunk = uncached.openColumn(0, 1, scratch, own).orElseThrow()) {
                for (var block = 0; block < chunk.blockCount(); block++) {
                    TestColumns.readBlock(chunk, block, new ArrayList<>());
                }
                assertThat(waits).hasValue(1 + 1 + chunk.blockCount());
            }
        }
    }

    @Test
    void withoutRoomInTheCacheColumnsTakeTurnsWithTheMemoryOfOneBlock() {
        var numbers = values(5_000, i -> i % 7 == 0 ? null : (Object) (long) random.nextInt(1_000));
        var words = values(5_000, i -> i % 9 == 0 ? null : (Object) utf8("word" + random.nextInt(150)));
        var account = new CountedAccount();
        try (var none = new ChunkCache(0)) {
            var object =
                    TestColumns.write(List.of(SqlType.Simple.BIGINT, VARCHAR), List.of(numbers, words), Batch.CAPACITY);
            var reader = SegmentReader.open(new ObjectId(SEED, 0), object, none);
            try (var own = new BlockRoom(account);
                    var integers = reader.openColumn(0, 1, scratch, own).orElseThrow();
                    var strings = reader.openColumn(0, 2, scratch, own).orElseThrow()) {
                assertThat(integers.tryLoad()).isFalse();
                var found = new ArrayList<Object>();
                var foundStrings = new ArrayList<Object>();
                for (var block = 0; block < integers.blockCount(); block++) {
                    TestColumns.readBlock(integers, block, found);
                    TestColumns.readBlock(strings, block, foundStrings);
                    var mask = new long[32];
                    Arrays.fill(mask, -1L);
                    integers.filterRange(block, 100, 199, mask);
                    for (var i = 0; i < integers.blockRowCount(block); i++) {
                        var value = (Long) numbers.get(block * Batch.CAPACITY + i);
                        assertThat((mask[i >>> 6] >>> i & 1) != 0)
                                .isEqualTo(value != null && value >= 100 && value < 200);
                    }
                }
                assertThat(found).isEqualTo(numbers);
                assertThat(foundStrings)
                        .usingElementComparator((left, right) -> Arrays.compare((byte[]) left, (byte[]) right))
                        .isEqualTo(words);
                assertThat(account.bytes).isBetween(1L, 64L << 10);
            }
        }
        assertThat(account.bytes).isZero();
    }

    private static final class CountedAccount implements BlockRoom.Account {
        long bytes;

        @Override
        public void take(long byteCount) {
            bytes += byteCount;
        }

        @Override
        public void giveBack(long byteCount) {
            bytes -= byteCount;
        }
    }

    @Test
    void entriesThatDifferOnlyInTrailingBlanksAreNotDistinct() {
        try (var chunk = chunk(VARCHAR, List.of(utf8("a "), utf8("b"), utf8("a")))) {
            var dictionary = chunk.dictionary().orElseThrow();
            assertThat(dictionary.isDistinct()).isFalse();
            assertThat(dictionary.isSorted()).isFalse();
            assertThat(chunk.zones().hasNoTrailingBlanks()).isFalse();
        }
        try (var chunk = chunk(new SqlType.Varbyte(10), List.of(utf8("a "), utf8("b"), utf8("a")))) {
            assertThat(chunk.dictionary().orElseThrow().isDistinct()).isTrue();
        }
    }

    @Test
    void someRowsOfABlockOfStringsDecodeAsAllOfThemDo() {
        var shapes = List.<IntFunction<Object>>of(
                i -> utf8("word" + random.nextInt(20)),
                i -> i % 3 == 0 ? null : utf8("Customer#" + random.nextInt(1_000_000)),
                i -> {
                    var bytes = new byte[random.nextInt(10)];
                    random.nextBytes(bytes);
                    return bytes;
                });
        for (var shape : shapes) {
            var values = values(2_500, shape);
            try (var chunk = chunk(VARCHAR, values)) {
                for (var wanted : new int[] {1, 30, 400}) {
                    var positions =
                            random.ints(wanted, 0, 452).sorted().distinct().toArray();
                    var target = new BytesVector(new byte[0], new int[1], null);
                    chunk.decodeBytes(1, positions, positions.length, target, null);
                    for (var position : positions) {
                        var value = values.get(2_048 + position);
                        assertThat(Arrays.copyOfRange(
                                        target.bytes(), target.offsets()[position], target.offsets()[position + 1]))
                                .isEqualTo(value == null ? new byte[0] : value);
                    }
                }
            }
        }
    }

    @Test
    void aBigintThatFitsDecodesToInts() {
        for (var shape : List.<IntFunction<Object>>of(
                i -> (long) random.nextInt(), i -> 300L * random.nextInt(1_000_000), i -> (long) i, i -> i / 500L)) {
            var values = values(3_000, shape);
            try (var chunk = chunk(SqlType.Simple.BIGINT, values)) {
                assertThat(chunk.fitsInt()).isTrue();
                var ints = new int[Batch.CAPACITY + Batch.SLACK];
                for (var block = 0; block < chunk.blockCount(); block++) {
                    chunk.decodeInts(block, ints);
                    for (var i = 0; i < chunk.blockRowCount(block); i++) {
                        assertThat((long) ints[i]).isEqualTo(values.get(2_048 * block + i));
                    }
                }
            }
        }
        try (var chunk = chunk(SqlType.Simple.BIGINT, List.of(1L, 1L + Integer.MAX_VALUE))) {
            assertThat(chunk.fitsInt()).isFalse();
        }
    }

    @Test
    void theZoneMapOfAChunkHasItsBoundsNullsAndOrder() {
        try (var chunk = chunk(SqlType.Simple.INTEGER, values(5_000, i -> i % 2 == 0 ? null : (long) i))) {
            assertThat(chunk.zones().min()).isEqualTo(new Datum.Integral(1));
            assertThat(chunk.zones().max()).isEqualTo(new Datum.Integral(4_999));
            assertThat(chunk.zones().nullCount()).isEqualTo(2_500);
            assertThat(chunk.zones().isSortedAscending()).isFalse();
        }
        try (var chunk = chunk(SqlType.Simple.INTEGER, values(5_000, i -> i / 10L))) {
            assertThat(chunk.zones().isSortedAscending()).isTrue();
        }
        try (var chunk = chunk(VARCHAR, List.of(utf8("b"), utf8("a longer one than sixteen bytes"), utf8("c ")))) {
            assertThat(chunk.zones().min()).isEqualTo(new Datum.Bytes(utf8("a longer one tha")));
            assertThat(chunk.zones().max()).isEqualTo(new Datum.Bytes(utf8("c")));
        }
    }

    private interface Filter {
        void apply(int block, long[] mask);
    }

    private void checkFilter(
            ColumnChunkReader chunk,
            List<Object> values,
            Predicate<Object> predicate,
            Filter filter,
            IntFunction<ZoneMatch> zone) {
        for (var block = 0; block < chunk.blockCount(); block++) {
            var rows = chunk.blockRowCount(block);
            var mask = new long[32];
            var expected = new long[32];
            var matches = 0;
            for (var i = 0; i < rows; i++) {
                var value = values.get(2_048 * block + i);
                var wanted = random.nextInt(10) > 0;
                var matching = value != null && predicate.test(value);
                matches += matching ? 1 : 0;
                mask[i >>> 6] |= (wanted ? 1L : 0L) << i;
                expected[i >>> 6] |= (wanted && matching ? 1L : 0L) << i;
            }
            filter.apply(block, mask);
            assertThat(mask).as("seed %d, block %d", SEED, block).isEqualTo(expected);
            checkZone(zone.apply(block), matches, rows);
        }
    }

    private static void checkZone(ZoneMatch zone, int matches, int rows) {
        Consumer<Integer> check = switch (zone) {
            case NONE -> count -> assertThat(count).isZero();
            case ALL -> count -> assertThat(count).isEqualTo(rows);
            case SOME -> count -> assertThat(count).isBetween(0, rows);
        };
        check.accept(matches);
    }

    private ColumnChunkReader chunk(SqlType type, List<Object> values) {
        return open(type, values).openColumn(0, 1, scratch, room).orElseThrow();
    }

    private SegmentReader open(SqlType type, List<Object> values) {
        opened++;
        var object = TestColumns.write(List.of(type), List.of(values), 2_048);
        return SegmentReader.open(new ObjectId(SEED, opened), object, cache);
    }

    private static List<Object> values(int rows, IntFunction<Object> shape) {
        var values = new ArrayList<Object>();
        for (var i = 0; i < rows; i++) {
            values.add(shape.apply(i));
        }
        return values;
    }

    private static byte[] utf8(String text) {
        return TestColumns.utf8(text);
    }

    private static String stripped(byte[] value) {
        return new String(value, java.nio.charset.StandardCharsets.ISO_8859_1).replaceAll(" +$", "");
    }
}
