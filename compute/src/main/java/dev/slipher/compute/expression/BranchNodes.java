package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/** CASE and COALESCE: every row evaluates only what it needs. */
final class BranchNodes {
    private BranchNodes() {}

    /** The result of the first branch whose condition is true; the last result is that of no branch. */
    static final class Case implements Node {
        private final ConditionNode[] conditions;
        private final Node[] results;
        private final Gather gather;
        private final long[] open = new long[BitMask.WORDS];
        private final int[][] remaining = new int[2][Batch.CAPACITY + Batch.SLACK];
        private final int[] taken = new int[Batch.CAPACITY + Batch.SLACK];

        Case(ConditionNode[] conditions, Node[] results, ColumnShape.Representation representation) {
            this.conditions = conditions;
            this.results = results;
            gather = new Gather(representation, results.length);
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            int words = BitMask.words(batch.rowCount());
            gather.begin(batch.rowCount());
            int @Nullable [] rest = selection;
            int restCount = count;
            for (int k = 0; k < conditions.length && restCount > 0; k++) {
                var condition = conditions[k];
                condition.evaluate(batch, rest, restCount);
                System.arraycopy(condition.trues, 0, open, 0, words);
                if (condition.nulls != null) {
                    for (int i = 0; i < words; i++) {
                        open[i] &= ~condition.nulls[i];
                    }
                }
                int chosen = Selections.choose(open, true, rest, restCount, taken);
                if (chosen > 0) {
                    gather.take(k, results[k].evaluate(batch, taken, chosen), taken, chosen);
                    int[] next = remaining[k & 1];
                    restCount = Selections.choose(open, false, rest, restCount, next);
                    rest = next;
                }
            }
            if (restCount > 0) {
                int last = results.length - 1;
                gather.take(last, results[last].evaluate(batch, rest, restCount), rest, restCount);
            }
            return gather.finish(batch.rowCount());
        }
    }

    /** The first operand that is not null. */
    static final class Coalesce implements Node {
        private final Node[] operands;
        private final Gather gather;
        private final int[][] remaining = new int[2][Batch.CAPACITY + Batch.SLACK];
        private final int[] taken = new int[Batch.CAPACITY + Batch.SLACK];

        Coalesce(Node[] operands, ColumnShape.Representation representation) {
            this.operands = operands;
            gather = new Gather(representation, operands.length);
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            var first = operands[0].evaluate(batch, selection, count);
            if (first.nulls() == null) {
                return first;
            }
            gather.begin(batch.rowCount());
            int @Nullable [] rest = selection;
            int restCount = count;
            var vector = first;
            for (int k = 0; restCount > 0; k++) {
                if (k > 0) {
                    vector = operands[k].evaluate(batch, rest, restCount);
                }
                var nulls = vector.nulls();
                if (nulls == null || k == operands.length - 1) {
                    gather.take(k, vector, rest, restCount);
                    break;
                }
                int chosen = Selections.choose(nulls, false, rest, restCount, taken);
                gather.take(k, vector, taken, chosen);
                int[] next = remaining[k & 1];
                restCount = Selections.choose(nulls, true, rest, restCount, next);
                rest = next;
            }
            return gather.finish(batch.rowCount());
        }
    }

    /** GREATEST or LEAST: of two operands the one that a comparison picks, or the one that is not null. */
    static final class Extreme implements Node {
        private final Node left;
        private final Node right;
        private final ConditionNode rightWins;
        private final HeldNode leftHeld;
        private final HeldNode rightHeld;
        private final Gather gather;
        private final long[] mask = new long[BitMask.WORDS];
        private final int[] taken = new int[Batch.CAPACITY + Batch.SLACK];

        /**
         * @param rightWins compares what {@code leftHeld} and {@code rightHeld} hold
         */
        Extreme(
                Node left,
                Node right,
                HeldNode leftHeld,
                HeldNode rightHeld,
                ConditionNode rightWins,
                ColumnShape.Representation representation) {
            this.left = left;
            this.right = right;
            this.leftHeld = leftHeld;
            this.rightHeld = rightHeld;
            this.rightWins = rightWins;
            gather = new Gather(representation, 2);
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            int rows = batch.rowCount();
            int words = BitMask.words(rows);
            var l = left.evaluate(batch, selection, count);
            var r = right.evaluate(batch, selection, count);
            leftHeld.hold(l);
            rightHeld.hold(r);
            rightWins.evaluate(batch, selection, count);
            System.arraycopy(rightWins.trues, 0, mask, 0, words);
            var leftNulls = l.nulls();
            var rightNulls = r.nulls();
            for (int i = 0; i < words; i++) {
                long leftNull = leftNulls == null ? 0 : leftNulls[i];
                long rightNull = rightNulls == null ? 0 : rightNulls[i];
                mask[i] = (mask[i] | leftNull) & ~rightNull;
            }
            gather.begin(rows);
            int chosen = Selections.choose(mask, false, selection, count, taken);
            gather.take(0, l, taken, chosen);
            chosen = Selections.choose(mask, true, selection, count, taken);
            gather.take(1, r, taken, chosen);
            return gather.finish(rows);
        }
    }

    /** A vector handed over from outside. */
    static final class HeldNode implements Node {
        private Vector vector = Constants.vector(Datum.Null.NULL, ColumnShape.Representation.INT);

        void hold(Vector next) {
            vector = next;
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            return vector;
        }
    }

    /** A value that the body reads where it is held. */
    static final class Let implements Node {
        private final Node value;
        private final HeldNode held;
        private final Node body;

        Let(Node value, HeldNode held, Node body) {
            this.value = value;
            this.held = held;
            this.body = body;
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            held.hold(value.evaluate(batch, selection, count));
            return body.evaluate(batch, selection, count);
        }
    }

    /** CASE between constants of type string: codes into a dictionary made at compile time. */
    static final class StringCase implements Node {
        private final Node codes;
        private final DictionaryVector result;

        StringCase(Node codes, Dictionary dictionary) {
            this.codes = codes;
            result = new DictionaryVector(new int[0], dictionary, null);
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            var vector = (IntVector) codes.evaluate(batch, selection, count);
            result.set(vector.values(), result.dictionary(), vector.nulls());
            return result;
        }
    }
}
