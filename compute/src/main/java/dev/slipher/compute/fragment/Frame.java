package dev.slipher.compute.fragment;

import dev.slipher.storage.codec.Tag;
import dev.slipher.storage.type.Datum;

/** The rows that a window function sees; with RANGE and an offset, the window has exactly one order column. */
@Tag(260)
public record Frame(Unit unit, Bound start, Bound end) {
    /** Whether a frame counts rows, peers or values. */
    public enum Unit {
        ROWS,
        RANGE,
        GROUPS
    }

    /** One end of a frame. */
    public sealed interface Bound {
        @Tag(261)
        enum Fixed implements Bound {
            UNBOUNDED_PRECEDING,
            CURRENT_ROW,
            UNBOUNDED_FOLLOWING
        }

        /**
         * {@code distance PRECEDING} or FOLLOWING.
         *
         * @param distance not negative: a number of rows or peer groups; for RANGE an INTERVAL if the window is ordered by
         *     a DATE, TIMESTAMP or TIMESTAMPTZ, else a number in the unit of the order's stored values
         */
        @Tag(262)
        record Offset(Datum distance, boolean following) implements Bound {}
    }
}
