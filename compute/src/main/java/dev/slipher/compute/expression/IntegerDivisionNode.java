package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.NullMask;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Quotients and remainders of whole numbers, truncated toward zero. */
final class IntegerDivisionNode implements Node {
    private final boolean remainder;
    private final Node left;
    private final Node right;
    /** The greatest value of the type; only the least divided by -1 gives more. */
    private final long max;

    private final Supplier<SlipherException> overflow;
    private final long[] nullScratch = new long[BitMask.WORDS];
    private final LongVector result = LongVector.allocate(Batch.CAPACITY);

    IntegerDivisionNode(boolean remainder, Node left, Node right, long max, Supplier<SlipherException> overflow) {
        this.remainder = remainder;
        this.left = left;
        this.right = right;
        this.max = max;
        this.overflow = overflow;
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        var leftVector = left.evaluate(batch, selection, count);
        var rightVector = right.evaluate(batch, selection, count);
        long[] dividends = ((LongVector) leftVector).values();
        long[] divisors = ((LongVector) rightVector).values();
        var nulls = NullMask.union(leftVector.nulls(), rightVector.nulls(), batch.rowCount(), nullScratch);
        boolean suspect = remainder
                ? remainders(dividends, divisors, result.values(), batch.rowCount())
                : quotients(dividends, divisors, max, result.values(), batch.rowCount());
        if (suspect) {
            lookCloser(dividends, divisors, nulls, selection, count);
        }
        result.set(result.values(), nulls);
        return result;
    }

    private static boolean quotients(long[] dividends, long[] divisors, long max, long[] out, int rows) {
        boolean suspect = false;
        for (int i = 0; i < rows; i++) {
            boolean zero = divisors[i] == 0;
            long quotient = dividends[i] / (zero ? 1 : divisors[i]);
            // Negating the least long gives the least long again.
            suspect |= zero | quotient > max | (quotient == Long.MIN_VALUE & divisors[i] == -1);
            out[i] = quotient;
        }
        return suspect;
    }

    private static boolean remainders(long[] dividends, long[] divisors, long[] out, int rows) {
        boolean suspect = false;
        for (int i = 0; i < rows; i++) {
            boolean zero = divisors[i] == 0;
            suspect |= zero;
            out[i] = dividends[i] % (zero ? 1 : divisors[i]);
        }
        return suspect;
    }

    private void lookCloser(
            long[] dividends, long[] divisors, long @Nullable [] nulls, int @Nullable [] selection, int count) {
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            if (Selections.isNull(nulls, row)) {
                continue;
            }
            if (divisors[row] == 0) {
                throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
            }
            if (!remainder && divisors[row] == -1 && dividends[row] == -max - 1) {
                throw overflow.get();
            }
        }
    }
}
