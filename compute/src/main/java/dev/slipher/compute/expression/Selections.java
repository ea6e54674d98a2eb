package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.BitMask;
import org.jspecify.annotations.Nullable;

/** Choosing rows by masks. */
final class Selections {
    private Selections() {}

    /** Writes the chosen rows whose bit in {@code mask} is {@code wanted}, and returns how many. */
    static int choose(long[] mask, boolean wanted, int @Nullable [] selection, int count, int[] out) {
        int chosen = 0;
        long flip = wanted ? 0 : 1;
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            out[chosen] = row;
            chosen += (int) (mask[row >>> 6] >>> row & 1 ^ flip);
        }
        return chosen;
    }

    /** Returns whether a row is neither null nor left out; for the closer look after a suspicious batch. */
    static boolean isNull(long @Nullable [] nulls, int row) {
        return nulls != null && BitMask.get(nulls, row);
    }
}
