package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.IntegerArithmetic;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/** A column of the batch, brought into the array form that its shape promised. */
final class InputNode implements Node {
    private final int columnIndex;
    private final ColumnShape shape;
    private @Nullable LongVector longs;
    private @Nullable IntVector ints;
    private @Nullable Datum expanded;
    private @Nullable Vector expansion;

    InputNode(int columnIndex, ColumnShape shape) {
        this.columnIndex = columnIndex;
        this.shape = shape;
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        var vector = batch.column(columnIndex);
        return switch (vector) {
            case IntVector v -> converted(v, batch.rowCount());
            case LongVector v -> converted(v, batch.rowCount());
            case Int128Vector v
            when shape.isIntegral() -> converted(new LongVector(v.low(), v.nulls()), batch.rowCount());
            // Without entries there is no legal code, so every row is null.
            case DictionaryVector v when v.dictionary().size() == 0 -> expanded(Datum.Null.NULL);
            case ConstantVector v -> expanded(v.value());
            default -> vector;
        };
    }

    private Vector converted(IntVector vector, int rows) {
        return switch (shape.representation()) {
            case LONG -> widened(vector, rows);
            case WIDE -> Int128Vector.of(vector);
            case INT, DOUBLE, BYTES -> vector;
        };
    }

    private Vector converted(LongVector vector, int rows) {
        return switch (shape.representation()) {
            case INT -> narrowed(vector, rows);
            case WIDE -> Int128Vector.of(vector);
            case LONG, DOUBLE, BYTES -> vector;
        };
    }

    private LongVector widened(IntVector vector, int rows) {
        var target = longs;
        if (target == null) {
            target = LongVector.allocate(Math.max(rows, Batch.CAPACITY));
            longs = target;
        }
        IntegerArithmetic.widen(vector.values(), target.values(), rows);
        target.set(target.values(), vector.nulls());
        return target;
    }

    private IntVector narrowed(LongVector vector, int rows) {
        var target = ints;
        if (target == null) {
            target = IntVector.allocate(Math.max(rows, Batch.CAPACITY));
            ints = target;
        }
        IntegerArithmetic.narrow(vector.values(), target.values(), rows);
        target.set(target.values(), vector.nulls());
        return target;
    }

    /** The same constant usually comes for many batches. */
    private Vector expanded(Datum value) {
        var last = expansion;
        if (last == null || !value.equals(expanded)) {
            last = Constants.vector(value, shape.representation());
            expansion = last;
            expanded = value;
        }
        return last;
    }
}
