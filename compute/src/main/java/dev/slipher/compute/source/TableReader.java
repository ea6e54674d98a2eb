package dev.slipher.compute.source;

import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.log.ContentsReader;
import dev.slipher.storage.log.ObjectKeys;
import dev.slipher.storage.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what a scan of a table reads: segments in the object store, then rows that are in none yet. */
public final class TableReader {
    private final ObjectStore store;
    private final ContentsReader contents;

    /** Makes a reader of the tables of one warehouse. */
    public TableReader(ObjectStore store, ContentsReader contents) {
        this.store = store;
        this.contents = contents;
    }

    /** Returns all rows of a table. */
    public TableUnits all(Table table) {
        var units = new Units();
        units.addSegments(table, contents.segments(table.contents()));
        units.addInlineRows(table);
        return units.made();
    }

    /** Returns the rows of some of a table's segments. */
    public TableUnits segments(Table table, Iterable<SegmentRecord> segments) {
        var units = new Units();
        units.addSegments(table, segments);
        return units.made();
    }

    /** Returns the rows of a table that are in no segment. */
    public TableUnits inlineRows(Table table) {
        var units = new Units();
        units.addInlineRows(table);
        return units.made();
    }

    private final class Units {
        private final List<ScanUnit> units = new ArrayList<>();
        private final List<DeleteDelta.Unit> names = new ArrayList<>();

        private void addSegments(Table table, Iterable<SegmentRecord> segments) {
            for (var segment : segments) {
                var key = ObjectKeys.segment(segment.id());
                units.add(new ScanUnit.Stored(
                        segment.id(),
                        segment.rowCount(),
                        segment.ranges(),
                        () -> new StoredSegment(store, key, segment.byteCount(), table.definition()),
                        deleted(table, segment.id())));
                names.add(new DeleteDelta.Unit.Segment(segment.id()));
            }
        }

        private void addInlineRows(Table table) {
            for (var rows : contents.inlineRows(table)) {
                units.add(new ScanUnit.Inline(rows.columnIds(), rows.batches(), rows.deleted()::clear));
                names.add(new DeleteDelta.Unit.Inline(rows.firstRow()));
            }
        }

        private TableUnits made() {
            return new TableUnits(units, names);
        }
    }

    private DeletedRows deleted(Table table, ObjectId segment) {
        if (!table.contents().segments().deletes().containsKey(segment)) {
            return DeletedRows.NONE;
        }
        return new DeletedWhenRead(() -> contents.deletedRows(table.contents(), segment));
    }

    /** The deleted rows of a segment, which are looked up if it is read at all. */
    private static final class DeletedWhenRead implements DeletedRows {
        private final Supplier<RowSet> lookup;
        private volatile @Nullable RowSet rows;

        private DeletedWhenRead(Supplier<RowSet> lookup) {
            this.lookup = lookup;
        }

        @Override
        public boolean clear(long firstRow, int count, long[] mask) {
            var known = rows;
            if (known == null) {
                known = lookUp();
            }
            return known.clear(firstRow, count, mask);
        }

        private synchronized RowSet lookUp() {
            var known = rows;
            if (known == null) {
                known = lookup.get();
                rows = known;
            }
            return known;
        }
    }
}
