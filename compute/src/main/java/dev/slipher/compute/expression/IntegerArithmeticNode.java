package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.IntegerArithmetic;
import dev.slipher.compute.expression.kernel.NullMask;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sums, differences and products over ints and longs. */
final class IntegerArithmeticNode implements Node {
    private final Plan plan;
    private final Node left;
    private final Node right;
    private final int[] ints;
    private final long[] longs;
    private final long[] leftScratch;
    private final long[] rightScratch;
    private final long[] nullScratch = new long[BitMask.WORDS];
    private final IntVector intResult;
    private final LongVector longResult;

    /**
     * What was found at compile time.
     *
     * @param output of the result
     * @param checked whether results may leave {@code min} to {@code max} or a long
     * @param leftConstant whether {@code constant} stands on the left
     * @param rightConstant whether {@code constant} stands on the right
     */
    record Plan(
            ArithmeticOperator operator,
            Representation leftForm,
            Representation rightForm,
            Representation output,
            boolean checked,
            long min,
            long max,
            boolean leftConstant,
            boolean rightConstant,
            long constant,
            Supplier<SlipherException> overflow) {}

    IntegerArithmeticNode(Plan plan, Node left, Node right) {
        this.plan = plan;
        this.left = left;
        this.right = right;
        int size = Batch.CAPACITY + Batch.SLACK;
        boolean intOutput = plan.output() == Representation.INT;
        ints = new int[intOutput ? size : 0];
        longs = new long[intOutput && !plan.checked() ? 0 : size];
        leftScratch = new long[plan.leftForm() == Representation.INT ? size : 0];
        rightScratch = new long[plan.rightForm() == Representation.INT ? size : 0];
        intResult = new IntVector(ints, null);
        longResult = new LongVector(longs, null);
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        int rows = batch.rowCount();
        var leftVector = left.evaluate(batch, selection, count);
        var rightVector = right.evaluate(batch, selection, count);
        var nulls = NullMask.union(leftVector.nulls(), rightVector.nulls(), rows, nullScratch);
        if (plan.checked()) {
            checked(leftVector, rightVector, nulls, batch, selection, count);
        } else if (plan.output() == Representation.INT) {
            toInts(leftVector, rightVector, rows);
        } else {
            toLongs(leftVector, rightVector, rows);
        }
        if (plan.output() == Representation.INT) {
            intResult.set(ints, nulls);
            return intResult;
        }
        longResult.set(longs, nulls);
        return longResult;
    }

    private void toInts(Vector leftVector, Vector rightVector, int rows) {
        int constant = (int) plan.constant();
        if (plan.rightConstant()) {
            int[] values = ((IntVector) leftVector).values();
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(values, constant, ints, rows);
                case SUBTRACT -> IntegerArithmetic.add(values, -constant, ints, rows);
                default -> IntegerArithmetic.multiply(values, constant, ints, rows);
            }
        } else if (plan.leftConstant()) {
            int[] values = ((IntVector) rightVector).values();
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(values, constant, ints, rows);
                case SUBTRACT -> IntegerArithmetic.subtract(constant, values, ints, rows);
                default -> IntegerArithmetic.multiply(values, constant, ints, rows);
            }
        } else {
            int[] leftValues = ((IntVector) leftVector).values();
            int[] rightValues = ((IntVector) rightVector).values();
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(leftValues, rightValues, ints, rows);
                case SUBTRACT -> IntegerArithmetic.subtract(leftValues, rightValues, ints, rows);
                default -> IntegerArithmetic.multiply(leftValues, rightValues, ints, rows);
            }
        }
    }

    private void toLongs(Vector leftVector, Vector rightVector, int rows) {
        if (plan.rightConstant()) {
            constantRight(leftVector, rows);
        } else if (plan.leftConstant()) {
            constantLeft(rightVector, rows);
        } else if (leftVector instanceof IntVector l && rightVector instanceof IntVector r) {
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(l.values(), r.values(), longs, rows);
                case SUBTRACT -> IntegerArithmetic.subtract(l.values(), r.values(), longs, rows);
                default -> IntegerArithmetic.multiply(l.values(), r.values(), longs, rows);
            }
        } else {
            long[] l = longs(leftVector, leftScratch, rows);
            long[] r = longs(rightVector, rightScratch, rows);
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(l, r, longs, rows);
                case SUBTRACT -> IntegerArithmetic.subtract(l, r, longs, rows);
                default -> IntegerArithmetic.multiply(l, r, longs, rows);
            }
        }
    }

    private void constantRight(Vector vector, int rows) {
        long constant = plan.constant();
        if (vector instanceof IntVector v) {
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(v.values(), constant, longs, rows);
                case SUBTRACT -> IntegerArithmetic.add(v.values(), -constant, longs, rows);
                default -> IntegerArithmetic.multiply(v.values(), constant, longs, rows);
            }
        } else {
            long[] values = ((LongVector) vector).values();
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(values, constant, longs, rows);
                case SUBTRACT -> IntegerArithmetic.add(values, -constant, longs, rows);
                default -> IntegerArithmetic.multiply(values, constant, longs, rows);
            }
        }
    }

    private void constantLeft(Vector vector, int rows) {
        long constant = plan.constant();
        if (vector instanceof IntVector v) {
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(v.values(), constant, longs, rows);
                case SUBTRACT -> IntegerArithmetic.subtract(constant, v.values(), longs, rows);
                default -> IntegerArithmetic.multiply(v.values(), constant, longs, rows);
            }
        } else {
            long[] values = ((LongVector) vector).values();
            switch (plan.operator()) {
                case ADD -> IntegerArithmetic.add(values, constant, longs, rows);
                case SUBTRACT -> IntegerArithmetic.subtract(constant, values, longs, rows);
                default -> IntegerArithmetic.multiply(values, constant, longs, rows);
            }
        }
    }

    private void checked(
            Vector leftVector,
            Vector rightVector,
            long @Nullable [] nulls,
            Batch batch,
            int @Nullable [] selection,
            int count) {
        int rows = batch.rowCount();
        long[] l = longs(leftVector, leftScratch, rows);
        long[] r = longs(rightVector, rightScratch, rows);
        boolean suspect = switch (plan.operator()) {
            case ADD -> IntegerArithmetic.addChecked(l, r, longs, rows);
            case SUBTRACT -> IntegerArithmetic.subtractChecked(l, r, longs, rows);
            default -> IntegerArithmetic.multiplyChecked(l, r, longs, rows);
        };
        if (suspect | IntegerArithmetic.leavesRange(longs, plan.min(), plan.max(), rows)) {
            lookCloser(l, r, nulls, selection, count);
        }
        if (plan.output() == Representation.INT) {
            IntegerArithmetic.narrow(longs, ints, rows);
        }
    }

    private void lookCloser(long[] l, long[] r, long @Nullable [] nulls, int @Nullable [] selection, int count) {
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            if (!Selections.isNull(nulls, row) && !fits(l[row], r[row], longs[row])) {
                throw plan.overflow().get();
            }
        }
    }

    private boolean fits(long l, long r, long result) {
        boolean exact = switch (plan.operator()) {
            case ADD -> ((l ^ result) & (r ^ result)) >= 0;
            case SUBTRACT -> ((l ^ r) & (l ^ result)) >= 0;
            default -> Math.multiplyHigh(l, r) == result >> 63;
        };
        return exact && result >= plan.min() && result <= plan.max();
    }

    private static long[] longs(Vector vector, long[] scratch, int rows) {
        if (vector instanceof LongVector v) {
            return v.values();
        }
        IntegerArithmetic.widen(((IntVector) vector).values(), scratch, rows);
        return scratch;
    }
}
