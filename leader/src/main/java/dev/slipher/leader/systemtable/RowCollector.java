package dev.slipher.leader.systemtable;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a system relation on their way into batches; values are given as plain Java objects. */
public final class RowCollector {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final List<SystemColumn> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    public RowCollector(List<SystemColumn> columns) {
        this.columns = columns;
    }

    /**
     * Adds a row.
     *
     * @param values one a column, null for NULL; a Boolean, Number (of a decimal its digits), String, {@link Instant}, {@link Datum.Wide} or a
     *     collection of these for an array, as the column's type asks
     */
    public void add(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException("%d values for %d columns starting with \"%s\""
                    .formatted(values.length, columns.size(), columns.getFirst().name()));
        }
        rows.add(values);
    }

    /** Returns how many values a row has. */
    int columnCount() {
        return columns.size();
    }

    /** Returns what was added. */
    public List<Batch> toBatches() {
        var batches = new ArrayList<Batch>();
        for (int from = 0; from < rows.size(); from += Batch.CAPACITY) {
            var part = rows.subList(from, Math.min(from + Batch.CAPACITY, rows.size()));
            var vectors = new Vector[columns.size()];
            for (int c = 0; c < vectors.length; c++) {
                vectors[c] = vector(part, c, columns.get(c).type());
            }
            batches.add(new Batch(vectors, part.size()));
        }
        return batches;
    }

    private static Vector vector(List<@Nullable Object[]> rows, int column, SqlType type) {
        long[] nulls = nulls(rows, column);
        int count = rows.size();
        return switch (type.physicalKind()) {
            case INT32 -> {
                var vector = IntVector.allocate(Batch.CAPACITY);
                for (int i = 0; i < count; i++) {
                    vector.values()[i] = Math.toIntExact(integral(rows.get(i)[column]));
                }
                vector.set(vector.values(), nulls);
                yield vector;
            }
            case INT64 -> {
                var vector = LongVector.allocate(Batch.CAPACITY);
                for (int i = 0; i < count; i++) {
                    vector.values()[i] = integral(rows.get(i)[column]);
                }
                vector.set(vector.values(), nulls);
                yield vector;
            }
            case DOUBLE -> {
                var vector = DoubleVector.allocate(Batch.CAPACITY);
                for (int i = 0; i < count; i++) {
                    vector.values()[i] = rows.get(i)[column] instanceof Number n ? n.doubleValue() : 0;
                }
                vector.set(vector.values(), nulls);
                yield vector;
            }
            case INT128 -> {
                var vector = Int128Vector.allocate(Batch.CAPACITY);
                for (int i = 0; i < count; i++) {
                    if (rows.get(i)[column] instanceof Datum.Wide(long high, long low)) {
                        vector.high()[i] = high;
                        vector.low()[i] = low;
                    } else if (rows.get(i)[column] instanceof Number number) {
                        vector.low()[i] = number.longValue();
                        vector.high()[i] = number.longValue() >> 63;
                    }
                }
                vector.set(vector.high(), vector.low(), nulls);
                yield vector;
            }
            case BYTES -> bytes(rows, column, type, nulls);
        };
    }

    private static BytesVector bytes(List<@Nullable Object[]> rows, int column, SqlType type, long @Nullable [] nulls) {
        var values = new ArrayList<byte[]>(rows.size());
        var offsets = new int[Batch.CAPACITY + Batch.SLACK];
        int length = 0;
        for (int i = 0; i < rows.size(); i++) {
            var value = rows.get(i)[column];
            var text = value == null ? new byte[0] : text(value, type).getBytes(StandardCharsets.UTF_8);
            values.add(text);
            length += text.length;
            offsets[i + 1] = length;
        }
        var all = new byte[length + Batch.SLACK];
        for (int i = 0; i < values.size(); i++) {
            System.arraycopy(values.get(i), 0, all, offsets[i], values.get(i).length);
        }
        return new BytesVector(all, offsets, nulls);
    }

    private static long @Nullable [] nulls(List<@Nullable Object[]> rows, int column) {
        long[] mask = null;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i)[column] == null) {
                if (mask == null) {
                    mask = new long[(Batch.CAPACITY + Batch.SLACK) >>> 6];
                }
                mask[i >>> 6] |= 1L << i;
            }
        }
        return mask;
    }

    private static long integral(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Boolean b -> b ? 1 : 0;
            case Number n -> n.longValue();
            case Instant at -> ChronoUnit.MICROS.between(EPOCH, at);
            default -> throw new IllegalArgumentException("not a number: " + value);
        };
    }

    private static String text(Object value, SqlType type) {
        if (!(value instanceof Collection<?> collection)) {
            return value.toString();
        }
        List<Optional<String>> elements =
                collection.stream().map(e -> Optional.of(e.toString())).toList();
        boolean vector = type instanceof SqlType.Array array && array.vector();
        return new ArrayText(vector ? 0 : 1, elements).toString();
    }
}
