package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.SegmentRecord;
import java.util.List;

/**
 * Rows of a table as of {@code base}, written anew as finished segments without the rows deleted then.
 *
 * @param removed the segments that were read
 * @param inlineEnd the end of the inline rows that were read; their first row at {@code base} if none was
 * @param added the segments that were written
 * @param statistics what is known about the columns of rows that were inline
 * @param map where each row went
 */
public record RowMove(
        Catalog base,
        int tableOid,
        List<SegmentRecord> removed,
        long inlineEnd,
        List<SegmentRecord> added,
        List<ColumnSummary> statistics,
        RowMap map) {
    public RowMove {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
        statistics = List.copyOf(statistics);
    }
}
