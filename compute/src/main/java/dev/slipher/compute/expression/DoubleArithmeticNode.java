package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.DoubleArithmetic;
import dev.slipher.compute.expression.kernel.NullMask;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import org.jspecify.annotations.Nullable;

/** Arithmetic on doubles; results that become infinite or vanish raise 22003 as in PostgreSQL. */
final class DoubleArithmeticNode implements Node {
    private final ArithmeticOperator operator;
    private final Node left;
    private final Node right;
    private final boolean real;
    private final long[] nullScratch = new long[BitMask.WORDS];
    private final DoubleVector result = DoubleVector.allocate(Batch.CAPACITY);

    DoubleArithmeticNode(ArithmeticOperator operator, Node left, Node right, boolean real) {
        this.operator = operator;
        this.left = left;
        this.right = right;
        this.real = real;
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        int rows = batch.rowCount();
        var leftVector = left.evaluate(batch, selection, count);
        var rightVector = right.evaluate(batch, selection, count);
        double[] l = ((DoubleVector) leftVector).values();
        double[] r = ((DoubleVector) rightVector).values();
        double[] out = result.values();
        boolean suspect = switch (operator) {
            case ADD -> DoubleArithmetic.add(l, r, out, rows);
            case SUBTRACT -> DoubleArithmetic.subtract(l, r, out, rows);
            case MULTIPLY -> DoubleArithmetic.multiply(l, r, out, rows);
            case DIVIDE -> DoubleArithmetic.divide(l, r, out, rows);
            case MODULO ->
                throw new SlipherException(
                        SqlState.UNDEFINED_FUNCTION, "operator does not exist: modulo of double precision");
        };
        if (real) {
            suspect |= DoubleArithmetic.roundToReal(out, rows);
        }
        var nulls = NullMask.union(leftVector.nulls(), rightVector.nulls(), rows, nullScratch);
        if (suspect) {
            lookCloser(l, r, out, nulls, selection, count);
        }
        result.set(out, nulls);
        return result;
    }

    private void lookCloser(
            double[] l, double[] r, double[] out, long @Nullable [] nulls, int @Nullable [] selection, int count) {
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            if (Selections.isNull(nulls, row)) {
                continue;
            }
            if (operator == ArithmeticOperator.DIVIDE && r[row] == 0 && !Double.isNaN(l[row])) {
                throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
            }
            boolean infinite = Double.isInfinite(l[row]) || Double.isInfinite(r[row]);
            if (Double.isInfinite(out[row]) && !infinite) {
                throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
            }
            if (out[row] == 0 && isVanished(l[row], r[row], infinite)) {
                throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow");
            }
        }
    }

    private boolean isVanished(double l, double r, boolean infinite) {
        return switch (operator) {
            case MULTIPLY -> l != 0 && r != 0;
            case DIVIDE -> l != 0 && !infinite;
            default -> false;
        };
    }
}
