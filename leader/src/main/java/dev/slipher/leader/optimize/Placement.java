package dev.slipher.leader.optimize;

import java.util.Set;

/** Where the rows of a subplan lie before anything moves them. */
sealed interface Placement {
    enum Fixed implements Placement {
        /** Every node has all rows. */
        EVERYWHERE,
        /** Rows lie anywhere. */
        SCATTERED
    }

    /** Rows lie on the slice of the hash of any one of these columns, which are equal. */
    record ByKey(Set<Integer> columns) implements Placement {}
}
