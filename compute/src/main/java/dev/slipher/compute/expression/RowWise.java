package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.NullMask;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Int128;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic that goes row by row through a 128-bit register because operands are wide, or because it divides: each
 * chosen row that is not null is computed once, exactly, and checked.
 */
final class RowWise implements Node {
    /** The arithmetic of one row. */
    interface Operation {
        /** Sets {@code value}, the left operand, to the result, or raises an error. */
        void apply(Int128 value, long rightHigh, long rightLow);
    }

    private final Node left;
    private final Node right;
    private final Operation operation;
    private final Int128 register = new Int128();
    private final long[] nullScratch = new long[BitMask.WORDS];
    private final Vector result;

    RowWise(Node left, Node right, Operation operation, ColumnShape.Representation output) {
        this.left = left;
        this.right = right;
        this.operation = operation;
        result = switch (output) {
            case INT -> IntVector.allocate(Batch.CAPACITY);
            case LONG -> LongVector.allocate(Batch.CAPACITY);
            default -> Int128Vector.allocate(Batch.CAPACITY);
        };
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        var leftVector = left.evaluate(batch, selection, count);
        var rightVector = right.evaluate(batch, selection, count);
        var nulls = NullMask.union(leftVector.nulls(), rightVector.nulls(), batch.rowCount(), nullScratch);
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            if (Selections.isNull(nulls, row)) {
                continue;
            }
            load(leftVector, row);
            long leftHigh = register.high();
            long leftLow = register.low();
            load(rightVector, row);
            long rightHigh = register.high();
            long rightLow = register.low();
            register.set(leftHigh, leftLow);
            operation.apply(register, rightHigh, rightLow);
            store(row);
        }
        switch (result) {
            case IntVector v -> v.set(v.values(), nulls);
            case LongVector v -> v.set(v.values(), nulls);
            case Int128Vector v -> v.set(v.high(), v.low(), nulls);
            default -> throw new IllegalStateException();
        }
        return result;
    }

    private void load(Vector vector, int row) {
        switch (vector) {
            case IntVector v -> register.set(v.values()[row]);
            case LongVector v -> register.set(v.values()[row]);
            case Int128Vector v -> register.set(v.high()[row], v.low()[row]);
            default -> throw new IllegalStateException();
        }
    }

    private void store(int row) {
        switch (result) {
            case IntVector v -> v.values()[row] = (int) register.low();
            case LongVector v -> v.values()[row] = register.low();
            case Int128Vector v -> {
                v.high()[row] = register.high();
                v.low()[row] = register.low();
            }
            default -> throw new IllegalStateException();
        }
    }
}
