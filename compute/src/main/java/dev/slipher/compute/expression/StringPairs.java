package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.ByteSearch;
import dev.slipher.compute.expression.kernel.NullMask;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.batch.Batch;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conditions over two strings of each row. */
final class StringPairs {
    private StringPairs() {}

    /** A comparison of two strings. */
    static final class Comparison extends ConditionNode {
        private final ComparisonOperator operator;
        private final Node left;
        private final Node right;
        private final StringCursor leftCursor = new StringCursor();
        private final StringCursor rightCursor = new StringCursor();
        private final long[] nullScratch = new long[BitMask.WORDS];

        /** Whether trailing blanks count, as they do in VARBYTE. */
        private final boolean binary;

        Comparison(ComparisonOperator operator, Node left, Node right, boolean binary) {
            this.operator = operator;
            this.binary = binary;
            this.left = left;
            this.right = right;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            var l = left.evaluate(batch, selection, count);
            var r = right.evaluate(batch, selection, count);
            leftCursor.open(l);
            rightCursor.open(r);
            for (int i = 0; i < count; i++) {
                int row = selection == null ? i : selection[i];
                long bit = holds(row) ? 1L : 0L;
                trues[row >>> 6] = trues[row >>> 6] & ~(1L << row) | bit << row;
            }
            int rows = batch.rowCount();
            if (operator == ComparisonOperator.DISTINCT || operator == ComparisonOperator.NOT_DISTINCT) {
                ConditionNodes.matchNulls(trues, l.nulls(), r.nulls(), operator == ComparisonOperator.DISTINCT, rows);
                nulls = null;
            } else {
                nulls = NullMask.union(l.nulls(), r.nulls(), rows, nullScratch);
            }
        }

        private boolean holds(int row) {
            int leftFrom = leftCursor.from(row);
            int leftTo = leftCursor.to(row);
            int rightFrom = rightCursor.from(row);
            int rightTo = rightCursor.to(row);
            byte[] l = leftCursor.bytes();
            byte[] r = rightCursor.bytes();
            if (binary) {
                return accepts(Arrays.compareUnsigned(l, leftFrom, leftTo, r, rightFrom, rightTo));
            }
            return switch (operator) {
                case EQUAL, NOT_DISTINCT -> ByteSearch.equal(l, leftFrom, leftTo, r, rightFrom, rightTo);
                case NOT_EQUAL, DISTINCT -> !ByteSearch.equal(l, leftFrom, leftTo, r, rightFrom, rightTo);
                case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                    accepts(ByteSearch.compare(l, leftFrom, leftTo, r, rightFrom, rightTo));
            };
        }

        private boolean accepts(int order) {
            return switch (operator) {
                case EQUAL, NOT_DISTINCT -> order == 0;
                case NOT_EQUAL, DISTINCT -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    /** LIKE with a pattern or escape that is not constant; the last pattern is kept compiled. */
    static final class Like extends ConditionNode {
        private final Node operand;
        private final Node pattern;
        private final Optional<Node> escape;
        private final boolean ignoreCase;
        private final StringCursor operandCursor = new StringCursor();
        private final StringCursor patternCursor = new StringCursor();
        private final StringCursor escapeCursor = new StringCursor();
        private final long[] nullScratch = new long[BitMask.WORDS];
        private final long[] escapeScratch = new long[BitMask.WORDS];
        private String lastPattern = "";
        private String lastEscape = "";
        private LikePattern compiled = LikePattern.compile("", "", false);

        Like(Node operand, Node pattern, Optional<Node> escape, boolean ignoreCase) {
            this.operand = operand;
            this.pattern = pattern;
            this.escape = escape;
            this.ignoreCase = ignoreCase;
        }

        @Override
        void evaluate(Batch batch, int @Nullable [] selection, int count) {
            var strings = operand.evaluate(batch, selection, count);
            var patterns = pattern.evaluate(batch, selection, count);
            operandCursor.open(strings);
            patternCursor.open(patterns);
            var mask = NullMask.union(strings.nulls(), patterns.nulls(), batch.rowCount(), nullScratch);
            if (escape.isPresent()) {
                var escapes = escape.get().evaluate(batch, selection, count);
                escapeCursor.open(escapes);
                mask = NullMask.union(mask, escapes.nulls(), batch.rowCount(), escapeScratch);
            }
            nulls = mask;
            for (int i = 0; i < count; i++) {
                int row = selection == null ? i : selection[i];
                if (Selections.isNull(mask, row)) {
                    continue;
                }
                prepare(patternCursor.text(row), escape.isPresent() ? escapeCursor.text(row) : "\\");
                boolean matches = compiled.test(operandCursor.bytes(), operandCursor.from(row), operandCursor.to(row));
                trues[row >>> 6] = trues[row >>> 6] & ~(1L << row) | (matches ? 1L : 0L) << row;
            }
        }

        private void prepare(String text, String escapeText) {
            if (!text.equals(lastPattern) || !escapeText.equals(lastEscape)) {
                compiled = LikePattern.compile(text, escapeText, ignoreCase);
                lastPattern = text;
                lastEscape = escapeText;
            }
        }
    }
}
