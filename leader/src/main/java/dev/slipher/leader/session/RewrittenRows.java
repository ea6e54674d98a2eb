package dev.slipher.leader.session;

import dev.slipher.compute.source.ScanUnit;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.log.RowMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Where rows went that were written anew: for each its place among all that were written, in four bytes. */
final class RewrittenRows implements RowMap {
    private final List<int[]> placesByUnit = new ArrayList<>();
    private final int segmentCount;
    private final List<Long> inlineOffsets;
    private final List<DeleteDelta.Unit> names;
    private int rowCount;
    private int[] firstPlaces = {};

    /**
     * @param units what is read, segments before inline rows
     * @param inlineOffsets the first row of each unit of inline rows, counted from the first of the table
     * @param names of the units
     */
    RewrittenRows(List<ScanUnit> units, int segmentCount, List<Long> inlineOffsets, List<DeleteDelta.Unit> names) {
        this.segmentCount = segmentCount;
        this.inlineOffsets = inlineOffsets;
        this.names = names;
        for (var unit : units) {
            var places = new int[Math.toIntExact(unit.rowCount())];
            Arrays.fill(places, -1);
            placesByUnit.add(places);
        }
    }

    /** Notes that the next row written is row {@code row} of a unit. */
    void add(int unit, int row) {
        placesByUnit.get(unit)[row] = rowCount++;
    }

    /** Says into which segments the rows were written, in their order. */
    void complete(List<SegmentRecord> segments) {
        firstPlaces = new int[segments.size()];
        var next = 0L;
        for (int i = 0; i < firstPlaces.length; i++) {
            firstPlaces[i] = Math.toIntExact(next);
            next += segments.get(i).rowCount();
        }
    }

    @Override
    public IntToLongFunction targets(DeleteDelta.Unit unit) {
        return switch (unit) {
            case DeleteDelta.Unit.Segment _ -> {
                var places = placesByUnit.get(names.indexOf(unit));
                yield row -> target(places[row]);
            }
            case DeleteDelta.Unit.Inline _ -> this::inlineTarget;
        };
    }

    private long inlineTarget(int row) {
        for (int i = inlineOffsets.size() - 1; i >= 0; i--) {
            long from = inlineOffsets.get(i);
            var places = placesByUnit.get(segmentCount + i);
            if (row >= from) {
                return row - from < places.length ? target(places[Math.toIntExact(row - from)]) : GONE;
            }
        }
        return GONE;
    }

    private long target(int place) {
        if (place < 0) {
            return GONE;
        }
        int found = Arrays.binarySearch(firstPlaces, place);
        int segment = found >= 0 ? found : -found - 2;
        return RowMap.target(segment, place - firstPlaces[segment]);
    }
}
