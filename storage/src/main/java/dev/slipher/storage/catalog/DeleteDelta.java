package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;

/** Rows of one unit that one statement deleted. */
@Tag(43)
public record DeleteDelta(Unit unit, Rows rows) {
    /** Says that {@code rows} of a segment are deleted. */
    public static DeleteDelta ofSegment(ObjectId segment, RowSet rows) {
        return new DeleteDelta(new Unit.Segment(segment), new Rows.Held(rows));
    }

    /** Says that {@code rows} are deleted, row 0 being the table's inline row {@code firstRow}. */
    public static DeleteDelta ofInlineRows(long firstRow, RowSet rows) {
        return new DeleteDelta(new Unit.Inline(firstRow), new Rows.Held(rows));
    }

    /** Where the rows lie that ordinals count. */
    public sealed interface Unit {
        /** A segment. */
        @Tag(44)
        record Segment(ObjectId id) implements Unit {}

        /** Rows inside log entries, from the table's inline row {@code firstRow} on; the end is open. */
        @Tag(45)
        record Inline(long firstRow) implements Unit {}
    }

    /** The deleted rows, or where they are written down. */
    public sealed interface Rows {
        long count();

        /** Few rows, at hand. */
        @Tag(46)
        record Held(RowSet rows) implements Rows {
            @Override
            public long count() {
                return rows.count();
            }
        }

        /** Many rows, as one of the bitmaps of a delete object. */
        @Tag(47)
        record Stored(ObjectId object, int offset, int length, long count) implements Rows {}
    }
}
