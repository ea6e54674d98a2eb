package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableContents;
import java.util.List;

/** Reads what a table's contents only name: manifests, stored delete bitmaps, inline rows; used by many threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class ContentsReader {
    /** Returns the segments of a table, in the order in which they were added; manifests are read on the way. */
    public Iterable<SegmentRecord> segments(TableContents contents) {
        throw new UnsupportedOperationException();
    }

    /** Returns the deleted rows of a segment. */
    public RowSet deletedRows(TableContents contents, ObjectId segment) {
        throw new UnsupportedOperationException();
    }

    /** Returns the rows of a table that are in no segment, in the order in which they were added. */
    public List<InlineBatches> inlineRows(Table table) {
        throw new UnsupportedOperationException();
    }
}
