package dev.slipher.compute.operator;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.util.List;
import java.util.stream.IntStream;

/** Turns INT64 columns that come as ints into longs, where what follows was compiled for longs. */
public final class WideningStep implements Step {
    private final int[] columns;
    private final long[][] values;
    private final Step next;
    private final Batch output;

    private WideningStep(int[] columns, int columnCount, Step next) {
        this.columns = columns;
        this.next = next;
        values = new long[columns.length][Batch.CAPACITY + Batch.SLACK];
        output = new Batch(new Vector[columnCount], 0);
    }

    /** Returns {@code target}, with a step before it if some columns have to be widened. */
    public static StepFactory before(StepFactory target, List<ColumnShape> given, List<ColumnShape> wanted) {
        var columns = IntStream.range(0, given.size())
                .filter(i -> given.get(i).representation() == Representation.INT
                        && wanted.get(i).representation() == Representation.LONG)
                .toArray();
        return columns.length == 0 ? target : worker -> new WideningStep(columns, given.size(), target.create(worker));
    }

    @Override
    public void push(Batch batch) {
        for (var c = 0; c < batch.columnCount(); c++) {
            output.setColumn(c, batch.column(c));
        }
        for (var i = 0; i < columns.length; i++) {
            if (batch.column(columns[i]) instanceof IntVector ints) {
                widen(ints.values(), values[i], batch.rowCount());
                output.setColumn(columns[i], new LongVector(values[i], ints.nulls()));
            }
        }
        output.setRows(batch.rowCount());
        var selection = batch.selection();
        if (selection != null) {
            output.select(selection, batch.selectedCount());
        }
        next.push(output);
    }

    private static void widen(int[] from, long[] to, int count) {
        for (var i = 0; i < count; i++) {
            to[i] = from[i];
        }
    }

    @Override
    public void finish() {
        next.finish();
    }
}
