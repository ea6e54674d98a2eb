package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.storage.batch.Batch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a filter, each seeing only what those before kept: as a mask while many rows live, as positions
 * once few do.
 *
 * <p>Conditions that cannot fail go first, ordered by rows removed per cost as last measured; those that can fail keep
 * the order in which they were written.
 */
final class Conjunction implements Predicate {
    private static final int BATCHES_BETWEEN_ORDERINGS = 64;

    private final Conjunct[] conjuncts;
    private final int movable;
    private final long[] mask = new long[BitMask.WORDS];
    private final int[][] positions = new int[2][Batch.CAPACITY + Batch.SLACK];
    private int batches;
    private int nextPositions;

    /** One condition and what it was seen to do since the last ordering. */
    private static final class Conjunct {
        final ConditionNode node;
        final boolean canFail;
        final int cost;
        long seen = 1;
        long kept = 1;

        Conjunct(ConditionStep step) {
            node = step.nodes().get();
            canFail = step.canFail();
            cost = step.cost();
        }

        /** Cost for each row removed: the lower, the earlier. */
        double rank() {
            return cost / Math.max(1 - (double) kept / seen, 1e-3);
        }
    }

    Conjunction(List<ConditionStep> steps) {
        conjuncts = steps.stream().map(Conjunct::new).toArray(Conjunct[]::new);
        Arrays.sort(conjuncts, (left, right) -> Boolean.compare(left.canFail, right.canFail));
        movable = (int)
                Arrays.stream(conjuncts).filter(conjunct -> !conjunct.canFail).count();
        Arrays.sort(conjuncts, 0, movable, (left, right) -> Integer.compare(left.cost, right.cost));
    }

    @Override
    public void filter(Batch batch) {
        if (++batches % BATCHES_BETWEEN_ORDERINGS == 0) {
            reorder();
        }
        int rows = batch.rowCount();
        int words = BitMask.words(rows);
        int @Nullable [] selection = batch.selection();
        int count = batch.selectedCount();
        boolean masked = false;
        for (var conjunct : conjuncts) {
            if (count == 0) {
                break;
            }
            boolean cheapOverAll = !conjunct.canFail && conjunct.cost <= 2;
            if (masked && (!cheapOverAll || count * 4 < rows)) {
                selection = takePositions(words);
                masked = false;
            }
            int before = count;
            if (selection == null) {
                conjunct.node.evaluate(batch, null, rows);
                if (masked) {
                    intersect(conjunct.node, words);
                } else {
                    start(conjunct.node, rows, words);
                    masked = true;
                }
                count = BitMask.count(mask, words);
            } else {
                conjunct.node.evaluate(batch, selection, count);
                start(conjunct.node, rows, words);
                int[] next = positions[nextPositions];
                nextPositions ^= 1;
                count = Selections.choose(mask, true, selection, count, next);
                selection = next;
            }
            conjunct.seen += before;
            conjunct.kept += count;
        }
        finish(batch, selection, count, masked, words);
    }

    private void finish(Batch batch, int @Nullable [] selection, int count, boolean masked, int words) {
        if (masked && count < batch.rowCount()) {
            batch.select(takePositions(words), count);
        } else if (count == 0) {
            batch.select(positions[0], 0);
        } else if (!masked && selection != null) {
            batch.select(selection, count);
        }
    }

    private int[] takePositions(int words) {
        int[] target = positions[nextPositions];
        nextPositions ^= 1;
        BitMask.toPositions(mask, words, target);
        return target;
    }

    /** Sets the mask to the rows for which a condition is true. */
    private void start(ConditionNode node, int rows, int words) {
        BitMask.fill(mask, rows);
        intersect(node, words);
    }

    private void intersect(ConditionNode node, int words) {
        var nulls = node.nulls;
        if (nulls == null) {
            for (int i = 0; i < words; i++) {
                mask[i] &= node.trues[i];
            }
        } else {
            for (int i = 0; i < words; i++) {
                mask[i] &= node.trues[i] & ~nulls[i];
            }
        }
    }

    private void reorder() {
        Arrays.sort(conjuncts, 0, movable, (left, right) -> Double.compare(left.rank(), right.rank()));
        for (var conjunct : conjuncts) {
            conjunct.seen = 1 + conjunct.seen / 4;
            conjunct.kept = 1 + conjunct.kept / 4;
        }
    }
}
