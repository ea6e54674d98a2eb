package dev.slipher.compute.pipeline;

import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Rows as lists of values for the reference executor, and the same rows as batches of ugly shapes for the engine. */
record TestRows(List<SqlType> types, List<List<Datum>> rows) {
    /** Makes rows with nulls, repeats and extremes; {@code distinct} bounds the values that occur often. */
    static TestRows random(Random random, List<SqlType> types, int count, int distinct) {
        var rows = new ArrayList<List<Datum>>();
        for (var i = 0; i < count; i++) {
            var row = new ArrayList<Datum>();
            for (var type : types) {
                row.add(value(random, type, distinct));
            }
            rows.add(row);
        }
        return new TestRows(types, rows);
    }

    private static Datum value(Random random, SqlType type, int distinct) {
        if (random.nextInt(10) == 0) {
            return Datum.Null.NULL;
        }
        var number = random.nextInt(8) == 0 ? 0 : random.nextInt(distinct);
        return switch (type.physicalKind()) {
            case INT32 ->
                new Datum.Integral(
                        type == SqlType.Simple.BOOLEAN
                                ? number & 1
                                : random.nextInt(50) == 0 ? Integer.MIN_VALUE : number - distinct / 2);
            case INT64 ->
                new Datum.Integral(random.nextInt(50) == 0 ? Long.MAX_VALUE : number * 0x1234_5678L - distinct);
            case DOUBLE -> new Datum.Floating(random.nextInt(20) == 0 ? Double.NaN : (number - distinct / 2) / 4.0);
            case INT128 -> number < 64 ? new Datum.Wide(number % 2 - 1, number % 2 - 1 ^ number) : wide(number);
            case BYTES ->
                new Datum.Bytes(
                        (number % 7 == 0 ? "" : "v" + number + (number % 5 == 0 ? "long".repeat(number % 40) : ""))
                                .getBytes(StandardCharsets.UTF_8));
        };
    }

    /** Returns each row so many times in a row, as tables have them that are sorted by a key. */
    TestRows repeated(int times) {
        return new TestRows(
                types,
                rows.stream()
                        .flatMap(row -> Collections.nCopies(times, row).stream())
                        .toList());
    }

    /** Cuts the rows into batches of random sizes, some with selections, some strings in dictionaries. */
    List<Batch> batches(Random random) {
        var batches = new ArrayList<Batch>();
        for (var from = 0; from < rows.size(); ) {
            var count = Math.min(rows.size() - from, 1 + random.nextInt(Batch.CAPACITY / 2));
            var chosen = rows.subList(from, from + count);
            batches.add(random.nextBoolean() ? plain(chosen, random) : spread(chosen, random));
            from += count;
        }
        return batches;
    }

    private Batch plain(List<List<Datum>> chosen, Random random) {
        var columns = new Vector[types.size()];
        for (var c = 0; c < columns.length; c++) {
            var column = c;
            columns[c] = shape(
                    Vectors.of(
                            types.get(c).physicalKind(),
                            chosen.stream().map(row -> row.get(column)).toArray(Datum[]::new)),
                    chosen.size(),
                    random);
        }
        return new Batch(columns, chosen.size());
    }

    /** Returns the rows, at most a batch of them, as one batch. */
    Batch whole() {
        var columns = new Vector[types.size()];
        for (var c = 0; c < columns.length; c++) {
            var column = c;
            columns[c] = Vectors.of(
                    types.get(c).physicalKind(),
                    rows.stream().map(row -> row.get(column)).toArray(Datum[]::new));
        }
        return new Batch(columns, rows.size());
    }

    /** Puts rows that are not selected between the others. */
    private Batch spread(List<List<Datum>> chosen, Random random) {
        var padded = new ArrayList<List<Datum>>();
        var positions = new int[Batch.CAPACITY];
        for (var i = 0; i < chosen.size(); i++) {
            if (random.nextInt(3) == 0) {
                padded.add(rows.get(random.nextInt(rows.size())));
            }
            positions[i] = padded.size();
            padded.add(chosen.get(i));
        }
        var batch = plain(padded, random);
        batch.select(positions, chosen.size());
        return batch;
    }

    private static Datum wide(long number) {
        return new Datum.Wide(number % 3 - 1, number * 0x9E37_79B9_7F4A_7C15L);
    }

    /** Numbers that all fit a long may travel as longs whatever their type. */
    private static boolean fitsLong(Int128Vector vector, int count) {
        for (var i = 0; i < count; i++) {
            if (!vector.isNull(i) && vector.high()[i] != vector.low()[i] >> 63) {
                return false;
            }
        }
        return true;
    }

    private static Vector shape(Vector vector, int count, Random random) {
        if (vector instanceof Int128Vector numbers && fitsLong(numbers, count) && random.nextBoolean()) {
            return new LongVector(numbers.low(), numbers.nulls());
        }
        if (!(vector instanceof BytesVector strings) || random.nextBoolean()) {
            return vector;
        }
        var codes = new int[count + Batch.SLACK];
        for (var i = 0; i < count; i++) {
            codes[i] = i;
        }
        return new DictionaryVector(
                codes, new Dictionary(strings.bytes(), strings.offsets(), count, false, false), strings.nulls());
    }

    /** Returns the selected rows of a batch, as values of its columns' types. */
    static List<List<Datum>> read(Batch batch, List<SqlType> types) {
        var rows = new ArrayList<List<Datum>>();
        var selection = batch.selection();
        for (var i = 0; i < batch.selectedCount(); i++) {
            var row = new ArrayList<Datum>();
            for (var c = 0; c < batch.columnCount(); c++) {
                row.add(batch.column(c)
                        .datum(selection == null ? i : selection[i])
                        .as(types.get(c).physicalKind()));
            }
            rows.add(row);
        }
        return rows;
    }
}
