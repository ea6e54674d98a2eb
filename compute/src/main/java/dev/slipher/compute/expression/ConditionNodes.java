package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.Compare;
import dev.slipher.compute.expression.kernel.NullMask;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The conditions over numbers and over other conditions. */
final class ConditionNodes {
    private ConditionNodes() {}

    /** The same for all rows. */
    static final class Constant extends ConditionNode {
        Constant(boolean value, boolean isNull) {
            if (value) {
                Arrays.fill(trues, -1L);
            }
            if (isNull) {
                nulls = new long[BitMask.WORDS];
                Arrays.fill(nulls, -1L);
            }
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {}
    }

    /** Whether a number lies in, or with {@code negated} outside, a range; doubles by {@link Compare#order}. */
    static final class InRange extends ConditionNode {
        private final Node operand;
        private final long min;
        private final long max;
        private final boolean negated;

        InRange(Node operand, long min, long max, boolean negated) {
            this.operand = operand;
            this.min = min;
            this.max = max;
            this.negated = negated;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            int rows = batch.rowCount();
            var vector = operand.evaluate(batch, selection, count);
            nulls = vector.nulls();
            boolean sparse = selection != null && !Compare.isDense(selection, count, rows);
            switch (vector) {
                case IntVector v -> {
                    if (selection != null && sparse) {
                        Compare.inRange(v.values(), (int) min, (int) max, selection, count, trues);
                    } else {
                        Compare.inRange(v.values(), (int) min, (int) max, rows, trues);
                    }
                }
                case LongVector v -> {
                    if (selection != null && sparse) {
                        Compare.inRange(v.values(), min, max, selection, count, trues);
                    } else {
                        Compare.inRange(v.values(), min, max, rows, trues);
                    }
                }
                case DoubleVector v -> Compare.inRange(v.values(), min, max, rows, trues);
                default -> throw new IllegalStateException();
            }
            if (negated) {
                flip(trues, rows);
            }
        }
    }

    private static void flip(long[] mask, int rows) {
        int words = BitMask.words(rows);
        for (int i = 0; i < words; i++) {
            mask[i] = ~mask[i];
        }
    }

    /** Two numbers of one array form. */
    static final class Pair extends ConditionNode {
        private final ComparisonOperator operator;
        private final Node left;
        private final Node right;
        private final long[] nullScratch = new long[BitMask.WORDS];
        private final long[] leftOrders;
        private final long[] rightOrders;

        Pair(ComparisonOperator operator, Node left, Node right, boolean doubles) {
            this.operator = operator;
            this.left = left;
            this.right = right;
            int size = doubles ? Batch.CAPACITY + Batch.SLACK : 0;
            leftOrders = new long[size];
            rightOrders = new long[size];
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            int rows = batch.rowCount();
            var l = left.evaluate(batch, selection, count);
            var r = right.evaluate(batch, selection, count);
            boolean equality = switch (operator) {
                case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> true;
                default -> false;
            };
            boolean swapped = operator == ComparisonOperator.GREATER || operator == ComparisonOperator.LESS_OR_EQUAL;
            compare(swapped ? r : l, swapped ? l : r, equality, rows);
            switch (operator) {
                case NOT_EQUAL, LESS_OR_EQUAL, GREATER_OR_EQUAL, DISTINCT -> flip(trues, rows);
                case EQUAL, LESS, GREATER, NOT_DISTINCT -> {}
            }
            if (operator == ComparisonOperator.DISTINCT || operator == ComparisonOperator.NOT_DISTINCT) {
                matchNulls(trues, l.nulls(), r.nulls(), operator == ComparisonOperator.DISTINCT, rows);
                nulls = null;
            } else {
                nulls = NullMask.union(l.nulls(), r.nulls(), rows, nullScratch);
            }
        }

        private void compare(Vector l, Vector r, boolean equality, int rows) {
            if (l instanceof IntVector a && r instanceof IntVector b) {
                if (equality) {
                    Compare.equal(a.values(), b.values(), rows, trues);
                } else {
                    Compare.less(a.values(), b.values(), rows, trues);
                }
            } else if (l instanceof Int128Vector a && r instanceof Int128Vector b) {
                if (equality) {
                    Compare.equal(a.high(), a.low(), b.high(), b.low(), rows, trues);
                } else {
                    Compare.less(a.high(), a.low(), b.high(), b.low(), rows, trues);
                }
            } else {
                long[] a = longs(l, leftOrders, rows);
                long[] b = longs(r, rightOrders, rows);
                if (equality) {
                    Compare.equal(a, b, rows, trues);
                } else {
                    Compare.less(a, b, rows, trues);
                }
            }
        }

        private static long[] longs(Vector vector, long[] scratch, int rows) {
            return switch (vector) {
                case LongVector v -> v.values();
                case DoubleVector v -> {
                    Compare.orders(v.values(), scratch, rows);
                    yield scratch;
                }
                default -> throw new IllegalStateException();
            };
        }
    }

    /** Sets the answer of DISTINCT or NOT DISTINCT where a side is null. */
    static void matchNulls(long[] trues, long @Nullable [] left, long @Nullable [] right, boolean distinct, int rows) {
        if (left == null && right == null) {
            return;
        }
        int words = BitMask.words(rows);
        for (int i = 0; i < words; i++) {
            long l = left == null ? 0 : left[i];
            long r = right == null ? 0 : right[i];
            trues[i] = trues[i] & ~(l | r) | (distinct ? l ^ r : l & r);
        }
    }

    /** Whether the operand is null. */
    static final class IsNull extends ConditionNode {
        private final Node operand;

        IsNull(Node operand) {
            this.operand = operand;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            var mask = operand.evaluate(batch, selection, count).nulls();
            int words = BitMask.words(batch.rowCount());
            if (mask == null) {
                Arrays.fill(trues, 0, words, 0);
            } else {
                System.arraycopy(mask, 0, trues, 0, words);
            }
        }
    }

    /** Whether a condition is unknown. */
    static final class IsUnknown extends ConditionNode {
        private final ConditionNode operand;

        IsUnknown(ConditionNode operand) {
            this.operand = operand;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            operand.evaluate(batch, selection, count);
            int words = BitMask.words(batch.rowCount());
            if (operand.nulls == null) {
                Arrays.fill(trues, 0, words, 0);
            } else {
                System.arraycopy(operand.nulls, 0, trues, 0, words);
            }
        }
    }

    static final class Not extends ConditionNode {
        private final ConditionNode operand;

        Not(ConditionNode operand) {
            this.operand = operand;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            operand.evaluate(batch, selection, count);
            int words = BitMask.words(batch.rowCount());
            for (int i = 0; i < words; i++) {
                trues[i] = ~operand.trues[i];
            }
            nulls = operand.nulls;
        }
    }

    /**
     * AND, and by De Morgan's laws OR: with {@code negated}, operands and result are taken negated.
     *
     * <p>Operands that can fail only see rows that those before left undecided.
     */
    static final class And extends ConditionNode {
        private final ConditionNode[] operands;
        private final boolean[] careful;
        private final boolean negated;
        private final long[] nullScratch = new long[BitMask.WORDS];
        private final long[] undecided = new long[BitMask.WORDS];
        private final int[] positions = new int[Batch.CAPACITY + Batch.SLACK];

        And(ConditionNode[] operands, boolean[] careful, boolean negated) {
            this.operands = operands;
            this.careful = careful;
            this.negated = negated;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            int words = BitMask.words(batch.rowCount());
            Arrays.fill(undecided, 0, words, -1L);
            Arrays.fill(nullScratch, 0, words, 0);
            boolean anyNull = false;
            for (int k = 0; k < operands.length; k++) {
                var operand = operands[k];
                if (careful[k]) {
                    int chosen = Selections.choose(undecided, true, selection, count, positions);
                    if (chosen == 0) {
                        continue;
                    }
                    operand.evaluate(batch, positions, chosen);
                } else {
                    operand.evaluate(batch, selection, count);
                }
                anyNull |= merge(operand, words);
            }
            for (int i = 0; i < words; i++) {
                trues[i] = negated ? ~undecided[i] : undecided[i];
                nullScratch[i] &= undecided[i];
            }
            nulls = anyNull ? nullScratch : null;
        }

        /** A row is decided once an operand is false (negated: true) there. */
        private boolean merge(ConditionNode operand, int words) {
            var mask = operand.nulls;
            long flip = negated ? -1L : 0;
            if (mask == null) {
                for (int i = 0; i < words; i++) {
                    undecided[i] &= operand.trues[i] ^ flip;
                }
                return false;
            }
            for (int i = 0; i < words; i++) {
                // An operand that saw fewer rows says nothing of the decided ones.
                nullScratch[i] |= mask[i] & undecided[i];
                undecided[i] &= operand.trues[i] ^ flip | mask[i];
            }
            return true;
        }
    }

    /** A boolean vector as a condition. */
    static final class OfValue extends ConditionNode {
        private final Node operand;

        OfValue(Node operand) {
            this.operand = operand;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            var vector = operand.evaluate(batch, selection, count);
            nulls = vector.nulls();
            Compare.inRange(((IntVector) vector).values(), 1, 1, batch.rowCount(), trues);
        }
    }

    /** A condition as a boolean vector. */
    static final class AsValue implements Node {
        private final ConditionNode condition;
        private final IntVector result = IntVector.allocate(Batch.CAPACITY);

        AsValue(ConditionNode condition) {
            this.condition = condition;
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            condition.evaluate(batch, selection, count);
            int[] values = result.values();
            long[] mask = condition.trues;
            for (int i = 0; i < batch.rowCount(); i++) {
                values[i] = (int) (mask[i >>> 6] >>> i) & 1;
            }
            result.set(values, condition.nulls);
            return result;
        }
    }
}
