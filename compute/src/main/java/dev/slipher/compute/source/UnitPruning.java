package dev.slipher.compute.source;

import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import java.util.BitSet;
import java.util.List;

/** Leaves segments out by what the log says of them, so that they need not even be opened. */
final class UnitPruning {
    private UnitPruning() {}

    /** Returns the places of the units in which a row may pass the scan's filter. */
    static BitSet candidates(Scan node, BoundScan bound) {
        var candidates = new BitSet();
        candidates.set(0, bound.units().size());
        var wanted = ScanCondition.zones(node.filter(), Shapes.general(node.types()));
        for (var u = 0; u < bound.units().size() && !wanted.isEmpty(); u++) {
            if (bound.units().get(u) instanceof ScanUnit.Stored stored
                    && wanted.stream()
                            .anyMatch(zone ->
                                    isOutside(stored.ranges(), node.columnIds().get(zone.column()), zone))) {
                candidates.clear(u);
            }
        }
        return candidates;
    }

    private static boolean isOutside(List<ColumnRange> ranges, int columnId, ScanZone wanted) {
        for (var range : ranges) {
            if (range.columnId() == columnId) {
                return range.min().isNull() || wanted.excludes(range.min(), range.max());
            }
        }
        return false;
    }
}
