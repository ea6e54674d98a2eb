package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import org.jspecify.annotations.Nullable;

/** A conversion of one operand into another array form, with the operand's nulls. */
final class UnaryNode implements Node {
    /** Fills {@code output} from {@code input}; must not fail for rows that are null or not chosen. */
    interface Kernel {
        void run(Vector input, Vector output, int rows, int @Nullable [] selection, int count);
    }

    private final Node operand;
    private final Kernel kernel;
    private final Vector output;

    UnaryNode(Node operand, ColumnShape.Representation representation, Kernel kernel) {
        this.operand = operand;
        this.kernel = kernel;
        output = switch (representation) {
            case INT -> IntVector.allocate(Batch.CAPACITY);
            case LONG -> LongVector.allocate(Batch.CAPACITY);
            case DOUBLE -> DoubleVector.allocate(Batch.CAPACITY);
            case WIDE -> Int128Vector.allocate(Batch.CAPACITY);
            case BYTES -> throw new IllegalArgumentException("bytes come from calls");
        };
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        var input = operand.evaluate(batch, selection, count);
        var nulls = input.nulls();
        switch (output) {
            case IntVector v -> v.set(v.values(), nulls);
            case LongVector v -> v.set(v.values(), nulls);
            case DoubleVector v -> v.set(v.values(), nulls);
            case Int128Vector v -> v.set(v.high(), v.low(), nulls);
            default -> throw new IllegalStateException();
        }
        kernel.run(input, output, batch.rowCount(), selection, count);
        return output;
    }
}
