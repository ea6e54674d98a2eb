package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;
import java.util.Arrays;
import java.util.function.Predicate;

/** Cuts batches for operators that have no memory for all rows at once. */
public final class Pieces {
    private Pieces() {}

    /**
     * Hands the selected rows of a batch on, in as few pieces as are taken; leaves another selection behind.
     *
     * @param taker takes the selected rows of the batch, or returns false and takes none
     * @return false if a single row was refused
     */
    public static boolean tryTake(Batch batch, Predicate<Batch> taker) {
        if (taker.test(batch)) {
            return true;
        }
        var rows = selected(batch);
        var size = (rows.length + 1) / 2;
        for (var from = 0; from < rows.length; ) {
            var piece = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + size));
            batch.select(piece, piece.length);
            if (taker.test(batch)) {
                from += piece.length;
            } else if (piece.length == 1) {
                return false;
            } else {
                size = (piece.length + 1) / 2;
            }
        }
        return true;
    }

    /**
     * Selects the rows of a batch from position {@code from} on that are taken at once.
     *
     * @param taker as in {@link #tryTake}
     * @return how many were taken, 0 if not even one
     */
    public static int takeSome(Batch batch, int from, Predicate<Batch> taker) {
        for (var count = batch.rowCount() - from; count > 0; count /= 2) {
            var piece = new int[count];
            for (var i = 0; i < count; i++) {
                piece[i] = from + i;
            }
            batch.select(piece, count);
            if (taker.test(batch)) {
                return count;
            }
        }
        return 0;
    }

    private static int[] selected(Batch batch) {
        var selection = batch.selection();
        if (selection != null) {
            return Arrays.copyOf(selection, batch.selectedCount());
        }
        var all = new int[batch.rowCount()];
        for (var i = 0; i < all.length; i++) {
            all[i] = i;
        }
        return all;
    }
}
