package dev.slipher.leader.compaction;

import dev.slipher.compute.source.TableUnits;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.log.RowMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Where rows went that were written anew: for each its place among all that were written, in four bytes, which are in
 * memory only until all rows are written.
 */
final class RewrittenRows {
    static final int BYTES_PER_ROW = Integer.BYTES;

    private final int[][] placesByUnit;
    private final List<DeleteDelta.Unit> names;
    private final long firstInline;
    private int rowCount;

    /**
     * Makes room for the places of all rows.
     *
     * @param read what is read: segments, or the inline rows of a table
     * @param firstInline the number of the first inline row of the table
     */
    RewrittenRows(TableUnits read, long firstInline) {
        this.names = read.names();
        this.firstInline = firstInline;
        placesByUnit = new int[names.size()][];
        for (int u = 0; u < placesByUnit.length; u++) {
            placesByUnit[u] = new int[Math.toIntExact(read.units().get(u).rowCount())];
            Arrays.fill(placesByUnit[u], -1);
        }
    }

    /** Notes that the next row written is row {@code row} of a unit. */
    void add(int unit, int row) {
        placesByUnit[unit][row] = rowCount++;
    }

    /**
     * Returns the map of all rows.
     *
     * @param segments into which the rows were written, in their order
     */
    RowMap complete(List<SegmentRecord> segments, MovedRows movedRows) {
        var firstPlaces = new int[segments.size()];
        var next = 0L;
        for (int i = 0; i < firstPlaces.length; i++) {
            firstPlaces[i] = Math.toIntExact(next);
            next += segments.get(i).rowCount();
        }
        var units = new ArrayList<Unit>();
        var first = 0L;
        for (var places : placesByUnit) {
            units.add(new Unit(first, places.length));
            first += places.length;
        }
        return new Places(movedRows.keep(placesByUnit), units, names, firstInline, firstPlaces);
    }

    /** A unit's rows among those of all. */
    private record Unit(long first, int rowCount) {}

    private record Places(
            MovedRows.Numbers places,
            List<Unit> units,
            List<DeleteDelta.Unit> names,
            long firstInline,
            int[] firstPlaces)
            implements RowMap {
        @Override
        public IntToLongFunction targets(DeleteDelta.Unit unit) {
            var reader = places.reader();
            return switch (unit) {
                case DeleteDelta.Unit.Segment _ -> {
                    long first = units.get(names.indexOf(unit)).first;
                    yield row -> target(reader.at(first + row));
                }
                case DeleteDelta.Unit.Inline _ -> row -> inlineTarget(reader, row);
            };
        }

        /** @param row counted from the first of the table */
        private long inlineTarget(MovedRows.Reader reader, int row) {
            for (int i = names.size() - 1; i >= 0; i--) {
                if (names.get(i) instanceof DeleteDelta.Unit.Inline(var firstRow) && row >= firstRow - firstInline) {
                    long inUnit = row - (firstRow - firstInline);
                    var unit = units.get(i);
                    return inUnit < unit.rowCount ? target(reader.at(unit.first + inUnit)) : GONE;
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

        @Override
        public void release() {
            places.release();
        }
    }
}
