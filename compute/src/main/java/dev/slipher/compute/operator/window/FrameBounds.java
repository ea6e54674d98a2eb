package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.Frame;
import dev.slipher.compute.fragment.PlanNode.FrameBound;
import dev.slipher.compute.fragment.PlanNode.FrameUnit;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;

/**
 * Which rows of its partition the frame of a row holds: from {@link #start} to before {@link #end}, asked for one row
 * after the other.
 */
final class FrameBounds {
    private final Frame frame;
    private final PartitionRows partition;
    private final PeerGroups peers;
    private final PeerGroups startGroup;
    private final PeerGroups endGroup;

    FrameBounds(Frame frame, PartitionRows partition) {
        this.frame = frame;
        this.partition = partition;
        peers = new PeerGroups(partition);
        startGroup = new PeerGroups(partition);
        endGroup = new PeerGroups(partition);
    }

    /** Throws if the frame of a window is of a kind that is not there yet. */
    static void check(Frame frame, Window node) {
        if (frame.unit() == FrameUnit.RANGE
                && (frame.start() instanceof FrameBound.Offset || frame.end() instanceof FrameBound.Offset)) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "RANGE with an offset is not supported in a window over %d columns"
                            .formatted(node.orderBy().size()));
        }
    }

    long start(long row) {
        return switch (frame.start()) {
            case FrameBound.Fixed.UNBOUNDED_PRECEDING -> 0;
            case FrameBound.Fixed.CURRENT_ROW ->
                frame.unit() == FrameUnit.ROWS ? row : peersOf(row).start();
            case FrameBound.Fixed.UNBOUNDED_FOLLOWING -> partition.size();
            case FrameBound.Offset(var distance, var following) ->
                frame.unit() == FrameUnit.ROWS
                        ? clamp(row + signed(distance, following))
                        : groupStart(startGroup, peersOf(row).group() + signed(distance, following));
        };
    }

    long end(long row) {
        return switch (frame.end()) {
            case FrameBound.Fixed.UNBOUNDED_PRECEDING -> 0;
            case FrameBound.Fixed.CURRENT_ROW ->
                frame.unit() == FrameUnit.ROWS ? row + 1 : peersOf(row).end();
            case FrameBound.Fixed.UNBOUNDED_FOLLOWING -> partition.size();
            case FrameBound.Offset(var distance, var following) ->
                frame.unit() == FrameUnit.ROWS
                        ? clamp(row + signed(distance, following) + 1)
                        : groupStart(endGroup, peersOf(row).group() + signed(distance, following) + 1);
        };
    }

    private PeerGroups peersOf(long row) {
        peers.moveTo(row);
        return peers;
    }

    private static long signed(Datum distance, boolean following) {
        var rows = Math.abs(((Datum.Integral) distance).value());
        var capped = Math.min(rows, Integer.MAX_VALUE);
        return following ? capped : -capped;
    }

    private long clamp(long row) {
        return Math.clamp(row, 0, partition.size());
    }

    private static long groupStart(PeerGroups groups, long number) {
        groups.moveToGroup(number);
        return groups.start();
    }
}
