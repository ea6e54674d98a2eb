package dev.slipher.compute.source;

import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.type.Datum;
import java.util.BitSet;
import java.util.List;

/** Leaves segments out by what the log says of them, so that they need not even be opened. */
final class UnitPruning {
    private UnitPruning() {}

    /** Returns the places of the units in which a row may pass the scan's filter. */
    static BitSet candidates(Scan node, BoundScan bound) {
        var candidates = new BitSet();
        candidates.set(0, bound.units().size());
        var wanted = ScanCondition.ranges(node.filter(), Shapes.general(node.types()));
        for (var u = 0; u < bound.units().size() && !wanted.isEmpty(); u++) {
            if (bound.units().get(u) instanceof ScanUnit.Stored stored
                    && wanted.stream()
                            .anyMatch(range ->
                                    isOutside(stored.ranges(), node.columnIds().get(range.column()), range))) {
                candidates.clear(u);
            }
        }
        return candidates;
    }

    private static boolean isOutside(List<ColumnRange> ranges, int columnId, ScanCondition.Range wanted) {
        for (var range : ranges) {
            if (range.columnId() == columnId) {
                return range.min().isNull()
                        || range.min() instanceof Datum.Integral(var min)
                                && range.max() instanceof Datum.Integral(var max)
                                && (max < wanted.low() || min > wanted.high());
            }
        }
        return false;
    }
}
