package dev.slipher.storage.log;

import dev.slipher.storage.catalog.DeleteDelta;
import java.util.function.IntToLongFunction;

/** Where rows went that were written anew: what translates deletes of the old rows into deletes of the new ones. */
@FunctionalInterface
public interface RowMap {
    /** The target of a row that was already deleted and is nowhere now. */
    long GONE = -1;

    /**
     * Returns where the rows of {@code unit} went, by their ordinals. Inline rows are one unit, from the first inline row
     * of the table at the move's base version on.
     */
    IntToLongFunction targets(DeleteDelta.Unit unit);

    /** Says that nobody asks any more; may be said again. */
    default void release() {}

    /** Returns the target that is row {@code row} of the {@code segmentIndex}-th added segment. */
    static long target(int segmentIndex, int row) {
        return (long) segmentIndex << 32 | row;
    }

    /** Returns which of the added segments a target is in. */
    static int segmentIndex(long target) {
        return (int) (target >>> 32);
    }

    /** Returns the row of a target within its segment. */
    static int row(long target) {
        return (int) target;
    }
}
