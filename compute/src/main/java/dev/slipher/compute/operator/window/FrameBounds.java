package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.Frame;
import dev.slipher.compute.fragment.PlanNode.FrameBound;
import dev.slipher.compute.fragment.PlanNode.FrameUnit;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;

/** Which rows of its partition the frame of a row holds: from {@link #start} to before {@link #end}. */
final class FrameBounds {
    private final Frame frame;

    FrameBounds(Frame frame, Window node) {
        this.frame = frame;
        if (frame.unit() == FrameUnit.RANGE
                && (frame.start() instanceof FrameBound.Offset || frame.end() instanceof FrameBound.Offset)) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "RANGE with an offset is not supported in a window over %d columns"
                            .formatted(node.orderBy().size()));
        }
    }

    int start(WindowPartition partition, int row) {
        return switch (frame.start()) {
            case FrameBound.Fixed.UNBOUNDED_PRECEDING -> 0;
            case FrameBound.Fixed.CURRENT_ROW -> frame.unit() == FrameUnit.ROWS ? row : partition.peerStart(row);
            case FrameBound.Fixed.UNBOUNDED_FOLLOWING -> partition.size();
            case FrameBound.Offset(var distance, var following) ->
                frame.unit() == FrameUnit.ROWS
                        ? clamp(partition, row + signed(distance, following))
                        : groupStart(partition, partition.peerGroup(row) + signed(distance, following));
        };
    }

    int end(WindowPartition partition, int row) {
        return switch (frame.end()) {
            case FrameBound.Fixed.UNBOUNDED_PRECEDING -> 0;
            case FrameBound.Fixed.CURRENT_ROW -> frame.unit() == FrameUnit.ROWS ? row + 1 : partition.peerEnd(row);
            case FrameBound.Fixed.UNBOUNDED_FOLLOWING -> partition.size();
            case FrameBound.Offset(var distance, var following) ->
                frame.unit() == FrameUnit.ROWS
                        ? clamp(partition, row + signed(distance, following) + 1)
                        : groupStart(partition, partition.peerGroup(row) + signed(distance, following) + 1);
        };
    }

    private static long signed(Datum distance, boolean following) {
        var rows = Math.abs(((Datum.Integral) distance).value());
        var capped = Math.min(rows, Integer.MAX_VALUE);
        return following ? capped : -capped;
    }

    private static int clamp(WindowPartition partition, long row) {
        return Math.clamp(row, 0, partition.size());
    }

    private static int groupStart(WindowPartition partition, long group) {
        return partition.groupStart(Math.clamp(group, 0, partition.groupCount()));
    }
}
