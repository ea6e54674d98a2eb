package dev.slipher.wire.format;

import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.SqlType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes columns of random values, with nulls and extremes, in any variant of vector that may carry them. */
final class RandomValues {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final List<String> CHARACTERS = List.of("a", " ", "é", "€", "𝄞", "'", "\"", "\\");
    private static final double[] SPECIAL = {0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    /** Returns values of which some are null, or all are the same. */
    List<Datum> column(SqlType type, int count) {
        var values = new ArrayList<Datum>();
        for (var i = 0; i < count; i++) {
            values.add(random.nextInt(5) == 0 ? Datum.Null.NULL : value(type));
        }
        if (random.nextInt(4) == 0) {
            var first = values.getFirst();
            values.replaceAll(_ -> first);
        }
        return values;
    }

    private Datum value(SqlType type) {
        return switch (type) {
            case SqlType.Simple simple -> simpleValue(simple);
            case SqlType.Decimal decimal -> decimalValue(decimal);
            case SqlType.Char(var length) -> text(text(length).stripTrailing());
            case SqlType.Varchar(var length) -> text(text(length));
            case SqlType.Varbyte(var length) -> {
                var bytes = new byte[random.nextInt(length + 1)];
                random.nextBytes(bytes);
                yield new Datum.Bytes(bytes);
            }
            case SqlType.Array _ -> throw new IllegalArgumentException("arrays have their own test");
        };
    }

    private String text(int maxBytes) {
        var text = new StringBuilder();
        var bytes = 0;
        while (bytes < maxBytes - 4 && random.nextInt(8) != 0) {
            var character = CHARACTERS.get(random.nextInt(CHARACTERS.size()));
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            text.append(character);
        }
        return text.toString();
    }

    private static Datum text(String text) {
        return new Datum.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private Datum simpleValue(SqlType.Simple type) {
        return switch (type) {
            case BOOLEAN -> new Datum.Integral(random.nextInt(2));
            case SMALLINT -> new Datum.Integral((short) random.nextInt());
            case INTEGER -> new Datum.Integral(random.nextInt() >> random.nextInt(32));
            case BIGINT -> new Datum.Integral(random.nextLong() >> random.nextInt(64));
            case OID -> new Datum.Integral(random.nextInt() & 0xffff_ffffL);
            case REAL -> new Datum.Floating(floating((float) random.nextGaussian()));
            case DOUBLE -> new Datum.Floating(floating(random.nextGaussian() * 1e10));
            case DATE ->
                new Datum.Integral(random.nextInt(9) == 0 ? Integer.MAX_VALUE : random.nextInt(-700_000, 900_000));
            case TIME -> new Datum.Integral(random.nextLong(DAY_MICROS));
            case TIMESTAMP, TIMESTAMPTZ -> new Datum.Integral(timestamp());
            case TIMETZ -> new Datum.Wide(random.nextInt(-15, 16) * 3_600L, random.nextLong(DAY_MICROS));
            case INTERVAL -> interval();
            case NAME -> text(text(60));
        };
    }

    private long timestamp() {
        return random.nextInt(9) == 0
                ? Long.MIN_VALUE
                : random.nextLong(-700_000, 900_000) * DAY_MICROS + random.nextLong(DAY_MICROS);
    }

    private Datum interval() {
        var high = Interval.pack(random.nextInt(-500, 500), random.nextInt(-500, 500));
        return new Datum.Wide(high, random.nextLong(-DAY_MICROS, DAY_MICROS));
    }

    private double floating(double value) {
        return random.nextInt(10) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : value;
    }

    private Datum decimalValue(SqlType.Decimal type) {
        var digits = 1 + random.nextInt(type.precision());
        var value = new BigInteger(digits * 3, random).mod(BigInteger.TEN.pow(digits));
        if (random.nextInt(4) == 0) {
            // Whole groups of zeros, which the binary form leaves out.
            value = value.subtract(value.mod(BigInteger.TEN.pow(random.nextInt(digits + 1))));
        }
        if (random.nextBoolean()) {
            value = value.negate();
        }
        return switch (type.physicalKind()) {
            case INT64 -> new Datum.Integral(value.longValueExact());
            case INT32, DOUBLE, INT128, BYTES ->
                new Datum.Wide(value.shiftRight(64).longValueExact(), value.longValue());
        };
    }

    /** Returns a vector of the values: a constant, one narrower than usual, a dictionary or the usual one. */
    Vector vector(SqlType type, List<Datum> values) {
        if (values.stream().distinct().count() == 1 && random.nextInt(3) > 0) {
            return new ConstantVector(type.physicalKind(), values.getFirst());
        }
        var nulls = nulls(values);
        return switch (type.physicalKind()) {
            case INT32 -> ints(values, nulls);
            case INT64 -> {
                var isNarrow = values.stream().allMatch(value -> integral(value) == (int) integral(value));
                yield isNarrow ? ints(values, nulls) : longs(values, nulls);
            }
            case DOUBLE ->
                new DoubleVector(
                        values.stream().mapToDouble(RandomValues::floating).toArray(), nulls);
            case INT128 -> wides(type, values, nulls);
            case BYTES -> random.nextBoolean() ? dictionaryVector(values, nulls) : bytesVector(values);
        };
    }

    private static IntVector ints(List<Datum> values, long[] nulls) {
        return new IntVector(
                values.stream().mapToInt(value -> (int) integral(value)).toArray(), nulls);
    }

    private static LongVector longs(List<Datum> values, long[] nulls) {
        return new LongVector(values.stream().mapToLong(RandomValues::integral).toArray(), nulls);
    }

    private Vector wides(SqlType type, List<Datum> values, long[] nulls) {
        var highs = values.stream().mapToLong(value -> wide(value).high()).toArray();
        var lows = values.stream().mapToLong(value -> wide(value).low()).toArray();
        var isNarrow = type instanceof SqlType.Decimal
                && values.stream()
                        .allMatch(value -> wide(value).high() == wide(value).low() >> 63);
        return isNarrow ? new LongVector(lows, nulls) : new Int128Vector(highs, lows, nulls);
    }

    private static long integral(Datum value) {
        return value instanceof Datum.Integral(var integral) ? integral : 7;
    }

    private static double floating(Datum value) {
        return value instanceof Datum.Floating(var floating) ? floating : 7;
    }

    private static Datum.Wide wide(Datum value) {
        return value instanceof Datum.Wide wide ? wide : new Datum.Wide(0, 7);
    }

    private static long[] nulls(List<Datum> values) {
        if (values.stream().noneMatch(Datum::isNull)) {
            return null;
        }
        var mask = new long[(values.size() + 63) / 64];
        for (var i = 0; i < values.size(); i++) {
            if (values.get(i).isNull()) {
                mask[i >>> 6] |= 1L << i;
            }
        }
        return mask;
    }

    static BytesVector bytesVector(List<Datum> values) {
        var all = new ByteSink(100);
        var offsets = new int[values.size() + 1];
        for (var i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Datum.Bytes(var bytes)) {
                all.append(bytes);
            }
            offsets[i + 1] = all.length();
        }
        return new BytesVector(all.toByteArray(), offsets, nulls(values));
    }

    private static DictionaryVector dictionaryVector(List<Datum> values, long[] nulls) {
        var entries = new ArrayList<>(
                values.stream().distinct().filter(value -> !value.isNull()).toList());
        entries.add(text("an entry that no row has"));
        var bytes = bytesVector(entries);
        var dictionary = new Dictionary(bytes.bytes(), bytes.offsets(), entries.size(), true, false);
        var codes = values.stream()
                .mapToInt(value -> Math.max(0, entries.indexOf(value)))
                .toArray();
        return new DictionaryVector(codes, dictionary, nulls);
    }
}
