package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.Frame;
import dev.slipher.storage.type.Datum;
import java.util.function.LongUnaryOperator;

/**
 * Which rows of its partition the frame of a row holds: from {@link #start} to before {@link #end}, asked for one row
 * after the other.
 */
final class FrameBounds {
    private final Frame frame;
    private final PartitionRows partition;
    private final PeerGroups peers;
    private final LongUnaryOperator start;
    private final LongUnaryOperator end;

    FrameBounds(Frame frame, PartitionRows partition) {
        this.frame = frame;
        this.partition = partition;
        peers = new PeerGroups(partition);
        start = bound(frame.start(), true);
        end = bound(frame.end(), false);
    }

    /** Returns the frame's first row. */
    long start(long row) {
        return start.applyAsLong(row);
    }

    /** Returns the row after the frame's last; not after its first if the frame is empty. */
    long end(long row) {
        return end.applyAsLong(row);
    }

    private LongUnaryOperator bound(Frame.Bound bound, boolean isStart) {
        return switch (bound) {
            case Frame.Bound.Fixed.UNBOUNDED_PRECEDING -> _ -> 0;
            case Frame.Bound.Fixed.UNBOUNDED_FOLLOWING -> _ -> partition.size();
            case Frame.Bound.Fixed.CURRENT_ROW -> row -> current(row, isStart);
            case Frame.Bound.Offset offset -> offset(offset, isStart);
        };
    }

    private long current(long row, boolean isStart) {
        if (frame.unit() == Frame.Unit.ROWS) {
            return isStart ? row : row + 1;
        }
        return isStart ? peersOf(row).start() : peersOf(row).end();
    }

    private LongUnaryOperator offset(Frame.Bound.Offset offset, boolean isStart) {
        return switch (frame.unit()) {
            case ROWS -> {
                long distance = signed(offset) + (isStart ? 0 : 1);
                yield row -> Math.clamp(row + distance, 0, partition.size());
            }
            case GROUPS -> {
                long distance = signed(offset) + (isStart ? 0 : 1);
                var groups = new PeerGroups(partition);
                yield row -> {
                    groups.moveToGroup(peersOf(row).group() + distance);
                    return groups.start();
                };
            }
            case RANGE -> partition.rangeEnd(offset, isStart)::of;
        };
    }

    private PeerGroups peersOf(long row) {
        peers.moveTo(row);
        return peers;
    }

    /** No partition has as many rows as the cap, behind which sums do not overflow. */
    private static long signed(Frame.Bound.Offset offset) {
        long distance = Math.min(((Datum.Integral) offset.distance()).value(), Long.MAX_VALUE / 4);
        return offset.following() ? distance : -distance;
    }
}
