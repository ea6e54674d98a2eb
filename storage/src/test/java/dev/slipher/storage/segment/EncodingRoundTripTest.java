package dev.slipher.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.encoding.BitPacking;
import dev.slipher.storage.encoding.DecodeScratch;
import dev.slipher.storage.type.SqlType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EncodingRoundTripTest {
    private static final int[] SIZES = {1, 2, 63, 64, 65, 127, 2_047, 2_048, 2_049, 5_000};
    private static final long SEED = 20_261;

    @BeforeAll
    static void useVectorKernels() {
        BitPacking.train();
    }

    @TestFactory
    Stream<DynamicTest> everyShapeOfIntegersComesBack() {
        var random = new Random(SEED);
        var shapes = new LinkedHashMap<String, IntFunction<Object>>();
        shapes.put("one value", i -> 42L);
        shapes.put("all null", i -> null);
        shapes.put("two runs", i -> i < 700 ? 1L : 2L);
        shapes.put("long runs", i -> (long) (i / 100));
        shapes.put("sorted", i -> 1_000_000L + 3L * i);
        shapes.put("sorted with jumps", i -> 4L * i + i % 7 * 1_000L);
        shapes.put("descending", i -> -17L * i);
        shapes.put("multiples", i -> 700L * (i * 31 % 50) + 13);
        shapes.put("multiples over many bits", i -> 1_000_000L * random.nextInt());
        shapes.put("half null", i -> i % 2 == 0 ? null : (long) i);
        shapes.put("null at the start", i -> i < 100 ? null : 5L * i);
        shapes.put("extremes", i -> i % 3 == 0 ? Long.MIN_VALUE : i % 3 == 1 ? Long.MAX_VALUE : 0L);
        shapes.put("greatest and smallest int", i -> i % 2 == 0 ? (long) Integer.MIN_VALUE : Integer.MAX_VALUE);
        shapes.put("any", i -> random.nextLong());
        for (var width = 1; width < 64; width += 3) {
            var bits = width;
            shapes.put("of %d bits".formatted(bits), i -> random.nextLong() >>> (64 - bits));
        }
        return tests(shapes, SqlType.Simple.BIGINT);
    }

    @TestFactory
    Stream<DynamicTest> everyShapeOfIntsComesBack() {
        var random = new Random(SEED);
        var shapes = new LinkedHashMap<String, IntFunction<Object>>();
        shapes.put("one value", i -> -1L);
        shapes.put("extremes", i -> (long) (i % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE));
        shapes.put("any", i -> (long) random.nextInt());
        shapes.put("sorted", i -> (long) i / 3);
        return tests(shapes, SqlType.Simple.INTEGER);
    }

    @TestFactory
    Stream<DynamicTest> everyShapeOfDoublesComesBack() {
        var random = new Random(SEED);
        var shapes = new LinkedHashMap<String, IntFunction<Object>>();
        shapes.put("one value", i -> 0.1);
        shapes.put("all null", i -> null);
        shapes.put("cents", i -> random.nextInt(1_000_000) / 100.0);
        shapes.put("integers", i -> (double) random.nextInt(100));
        shapes.put("special", i -> switch (i % 6) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> Double.MIN_VALUE;
            case 4 -> Double.MAX_VALUE;
            default -> -1.5;
        });
        shapes.put("cents with exceptions", i -> i % 50 == 0 ? Math.PI * i : i / 100.0);
        shapes.put("any", i -> random.nextGaussian());
        shapes.put("half null", i -> i % 2 == 0 ? null : i / 10.0);
        shapes.put("many digits", i -> random.nextLong() / 1e3);
        return tests(shapes, SqlType.Simple.DOUBLE);
    }

    @TestFactory
    Stream<DynamicTest> everyShapeOfWideIntegersComesBack() {
        var random = new Random(SEED);
        var limit = BigInteger.TEN.pow(38);
        var shapes = new LinkedHashMap<String, IntFunction<Object>>();
        shapes.put("one value", i -> limit.negate());
        shapes.put("all null", i -> null);
        shapes.put("small", i -> BigInteger.valueOf(random.nextInt(1_000) - 500));
        shapes.put("of 64 bits", i -> BigInteger.valueOf(random.nextLong()));
        shapes.put("any", i -> new BigInteger(127, random).subtract(limit));
        shapes.put("extremes", i -> i % 2 == 0 ? limit : limit.negate());
        shapes.put(
                "null now and then",
                i -> i % 5 == 0 ? null : BigInteger.valueOf(i).shiftLeft(70));
        return tests(shapes, new SqlType.Decimal(38, 2));
    }

    @TestFactory
    Stream<DynamicTest> everyShapeOfStringsComesBack() {
        var random = new Random(SEED);
        var words = List.of("packages", "sleep", "furiously", "quickly", "ironic", "deposits", "the", "of");
        var shapes = new LinkedHashMap<String, IntFunction<Object>>();
        shapes.put("one value", i -> TestColumns.utf8("AIR"));
        shapes.put("all null", i -> null);
        shapes.put("all empty", i -> new byte[0]);
        shapes.put("few", i -> TestColumns.utf8(words.get(random.nextInt(words.size()))));
        shapes.put("numbered", i -> TestColumns.utf8("Customer#%09d".formatted(i)));
        shapes.put("text", i -> {
            var text = new StringBuilder();
            for (var word = random.nextInt(12); word >= 0; word--) {
                text.append(words.get(random.nextInt(words.size()))).append(' ');
            }
            return TestColumns.utf8(text.toString().strip() + i);
        });
        shapes.put("unicode", i -> TestColumns.utf8("Grüße, 世界 \uD83D\uDE00 " + random.nextInt()));
        shapes.put("any bytes", i -> {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return bytes;
        });
        shapes.put("trailing blanks", i -> TestColumns.utf8("x".repeat(i % 3) + " ".repeat(i % 5)));
        shapes.put("unlike with trailing blanks", i -> TestColumns.utf8(random.nextLong() + " ".repeat(i % 5)));
        shapes.put("half null", i -> i % 2 == 0 ? null : TestColumns.utf8("value " + i));
        return tests(shapes, new SqlType.Varchar(100));
    }

    @Test
    void stringsOfTheGreatestLengthComeBack() {
        var random = new Random(SEED);
        var values = new ArrayList<Object>();
        for (var i = 0; i < 50; i++) {
            var bytes = new byte[SqlType.MAX_VARCHAR_LENGTH];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, i * 1_000, (byte) 'a');
            values.add(bytes);
        }
        checkRoundTrip(SqlType.Simple.NAME, values);
    }

    @Test
    void longTextOfRepeatedPartsComesBack() {
        var random = new Random(SEED);
        var part = new byte[3_000];
        random.nextBytes(part);
        var values = new ArrayList<Object>();
        for (var i = 0; i < 3_000; i++) {
            var bytes = Arrays.copyOfRange(part, i % 500, i % 500 + 450);
            bytes[0] = (byte) i;
            bytes[1] = (byte) (i >> 8);
            values.add(bytes);
        }
        checkRoundTrip(new SqlType.Varbyte(1_000), values);
    }

    private static Stream<DynamicTest> tests(Map<String, IntFunction<Object>> shapes, SqlType type) {
        return shapes.entrySet().stream()
                .map(shape -> DynamicTest.dynamicTest(shape.getKey(), () -> {
                    for (var size : SIZES) {
                        var values = new ArrayList<Object>();
                        for (var i = 0; i < size; i++) {
                            values.add(shape.getValue().apply(i));
                        }
                        checkRoundTrip(type, values);
                        checkRaw(type, values);
                    }
                }));
    }

    private static void checkRoundTrip(SqlType type, List<Object> values) {
        checkContent(new ColumnSpec(1, type), values, 1_000);
    }

    private static void checkRaw(SqlType type, List<Object> values) {
        checkContent(new ColumnSpec(1, type, true), values, 2_048);
    }

    private static void checkContent(ColumnSpec spec, List<Object> values, int batchRows) {
        var object = new MemoryObject();
        var summary = TestColumns.write(List.of(spec), List.of(values), batchRows, object);
        checkStatistics(summary.columns().getFirst(), values);
        for (var budgetBytes : List.of(1L << 28, 0L)) {
            try (var cache = new ChunkCache(budgetBytes)) {
                var found = TestColumns.read(TestColumns.open(object, cache), 1, new DecodeScratch());
                assertThat(found)
                        .usingElementComparator(EncodingRoundTripTest::compare)
                        .isEqualTo(values);
                assertThat(cache.statistics().usedBytes() > 0).isEqualTo(budgetBytes > 0);
            }
        }
        SegmentReader.verify(TestColumns.ID, object);
    }

    private static void checkStatistics(ColumnStatistics statistics, List<Object> values) {
        assertThat(statistics.nullCount()).isEqualTo(Collections.frequency(values, null));
        var distinct = values.stream()
                .filter(value -> value != null)
                .map(EncodingRoundTripTest::comparable)
                .distinct()
                .count();
        assertThat((double) statistics.distinct().estimate()).isBetween(distinct * 0.9 - 1, distinct * 1.1 + 1);
    }

    private static Object comparable(Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).replaceAll(" +$", "")
                : value;
    }

    private static int compare(Object left, Object right) {
        if (left == null) {
            return right == null ? 0 : 1;
        }
        return switch (left) {
            case byte[] bytes when right instanceof byte[] others -> Arrays.compare(bytes, others);
            case Double value when right instanceof Double other -> value.compareTo(other);
            default -> left.equals(right) ? 0 : 1;
        };
    }
}
