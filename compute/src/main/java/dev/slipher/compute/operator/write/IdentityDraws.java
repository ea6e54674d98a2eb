package dev.slipher.compute.operator.write;

import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives rows the values of one table's IDENTITY columns; for several threads.
 *
 * <p>To draw is to commit, so a statement of many rows draws ever more of them at once. What is left in the end is given to
 * nobody.
 */
final class IdentityDraws {
    private static final long MOST_AT_ONCE = 1 << 20;
    private static final Datum TRUE = new Datum.Integral(1);

    private final IdentitySource source;
    /** Guarded by this: by column, values that are drawn and not given yet. */
    private final Map<Integer, Reserve> reserves = new HashMap<>();

    /**
     * Values in a row.
     *
     * @param drawn how many were drawn with them
     */
    private record Reserve(long first, long left, long drawn) {}

    IdentityDraws(IdentitySource source) {
        this.source = source;
    }

    /**
     * Returns new values of {@code column}, which has an IDENTITY, for the selected rows of {@code batch}.
     *
     * @throws SlipherException 22003 if the type has no more
     */
    Vector draw(Column column, Batch batch) {
        int count = batch.selectedCount();
        var first = IdentityRange.of(column, draw(column.id(), count), count);
        int size = Math.max(batch.rowCount(), Batch.CAPACITY);
        if (column.type() == SqlType.Simple.INTEGER) {
            var ints = IntVector.allocate(size);
            for (int i = 0; i < count; i++) {
                ints.values()[batch.position(i)] = (int) first.value(i);
            }
            return ints;
        }
        var longs = LongVector.allocate(size);
        for (int i = 0; i < count; i++) {
            longs.values()[batch.position(i)] = first.value(i);
        }
        return longs;
    }

    /**
     * Returns {@code given} with new values of {@code column} in the selected rows of {@code batch} where {@code drawing} is
     * true.
     *
     * @throws SlipherException as for all rows
     */
    Vector draw(Column column, Vector given, Vector drawing, Batch batch) {
        var positions = new int[batch.selectedCount()];
        int count = 0;
        for (int i = 0; i < batch.selectedCount(); i++) {
            int position = batch.position(i);
            if (drawing.datum(position).equals(TRUE)) {
                positions[count++] = position;
            }
        }
        if (count == 0) {
            return given;
        }
        var drawn = batch.withColumns(new Vector[0]);
        drawn.select(positions, count);
        var fresh = draw(column, drawn);
        var values = new Datum[batch.rowCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = given.datum(i);
        }
        for (int i = 0; i < count; i++) {
            values[positions[i]] = fresh.datum(positions[i]);
        }
        return Vectors.of(column.type().physicalKind(), values);
    }

    private synchronized long draw(int columnId, int count) {
        var reserve = reserves.getOrDefault(columnId, new Reserve(0, 0, 0));
        if (reserve.left() < count) {
            long size = Math.max(count, Math.min(2 * reserve.drawn(), MOST_AT_ONCE));
            long first = source.draw(columnId, size);
            reserve = new Reserve(first, size, size);
        }
        reserves.put(columnId, new Reserve(reserve.first() + count, reserve.left() - count, reserve.drawn()));
        return reserve.first();
    }

    /** Values that follow each other, all of the column's type. */
    private record IdentityRange(long first, long step) {
        static IdentityRange of(Column column, long drawn, int count) {
            var identity = column.identity().orElseThrow();
            try {
                long first = Math.addExact(identity.seed(), Math.multiplyExact(drawn, identity.step()));
                long last = Math.addExact(first, Math.multiplyExact((long) Math.max(0, count - 1), identity.step()));
                if (column.type() == SqlType.Simple.INTEGER) {
                    Math.toIntExact(first);
                    Math.toIntExact(last);
                }
                return new IdentityRange(first, identity.step());
            } catch (ArithmeticException e) {
                throw new SlipherException(
                        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                        "the IDENTITY column \"%s\" has no values left that are in the range of its type"
                                .formatted(column.name()),
                        e);
            }
        }

        long value(int index) {
            return first + index * step;
        }
    }
}
