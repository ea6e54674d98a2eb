package dev.slipher.compute.operator;

import dev.slipher.compute.expression.Evaluator;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;

/** Repeats each row as often as an expression says, and numbers the repetitions. */
public final class ExpandStep implements Step {
    private final Evaluator counts;
    private final Step next;
    private final int[] positions = new int[Batch.CAPACITY];
    private final LongVector numbers = LongVector.allocate(Batch.CAPACITY);
    private int filled;

    public ExpandStep(Evaluator counts, Step next) {
        this.counts = counts;
        this.next = next;
    }

    @Override
    public void push(Batch batch) {
        var vector = counts.evaluate(batch);
        var selection = batch.selection();
        for (var i = 0; i < batch.selectedCount(); i++) {
            var row = selection == null ? i : selection[i];
            var count = vector.isNull(row) ? 0 : valueAt(vector, row);
            for (var number = 1L; number <= count; number++) {
                positions[filled] = row;
                numbers.values()[filled] = number;
                filled++;
                if (filled == Batch.CAPACITY) {
                    flush(batch);
                }
            }
        }
        flush(batch);
    }

    private static long valueAt(Vector vector, int row) {
        return switch (vector) {
            case LongVector longs -> longs.values()[row];
            case IntVector ints -> ints.values()[row];
            case ConstantVector constant -> ((Datum.Integral) constant.value()).value();
            default -> throw new IllegalStateException("no number of rows: " + vector);
        };
    }

    private void flush(Batch batch) {
        if (filled == 0) {
            return;
        }
        var columns = new Vector[batch.columnCount() + 1];
        for (var c = 0; c < batch.columnCount(); c++) {
            columns[c] = BatchCopy.compact(batch.column(c), positions, filled);
        }
        columns[batch.columnCount()] = numbers;
        var rows = filled;
        filled = 0;
        next.push(new Batch(columns, rows));
    }

    @Override
    public void finish() {
        next.finish();
    }
}
