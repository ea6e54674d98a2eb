package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.SortColumn;

/**
 * One end of a frame by RANGE with an offset: walks forward over the partition as the row that the frame belongs to does.
 * A null is as far from nulls as they are from each other, and from all else farther than any offset.
 */
final class RangeEnd {
    private final PartitionRows partition;
    private final SortColumn order;
    private final RangeOffset offset;
    private final boolean below;
    private final boolean isStart;
    private long at;

    /**
     * @param preceding whether the end lies before the row in the window's order
     * @param isStart whether the frame begins here
     */
    RangeEnd(PartitionRows partition, SortColumn order, RangeOffset offset, boolean preceding, boolean isStart) {
        this.partition = partition;
        this.order = order;
        this.offset = offset;
        this.below = preceding != order.descending();
        this.isStart = isStart;
    }

    /** Returns the frame's first row, or the one after its last; {@code row} is not before that of the last call. */
    long of(long row) {
        var base = partition.value(row, order.columnIndex());
        while (at < partition.size()) {
            var value = partition.value(at, order.columnIndex());
            boolean passes;
            if (value.isNull() || base.isNull()) {
                passes = passesNull(value.isNull(), base.isNull());
            } else {
                var ahead = offset.compare(value, base, below) * (order.descending() ? -1 : 1);
                passes = isStart ? ahead < 0 : ahead <= 0;
            }
            if (!passes) {
                break;
            }
            at++;
        }
        return at;
    }

    private boolean passesNull(boolean valueIsNull, boolean baseIsNull) {
        if (isStart) {
            return order.nullsFirst() ? valueIsNull && !baseIsNull : !valueIsNull && baseIsNull;
        }
        return order.nullsFirst() ? valueIsNull : baseIsNull;
    }
}
