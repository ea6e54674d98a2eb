package dev.slipher.storage.catalog;

import dev.slipher.storage.segment.SegmentSummary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums up what is known about the columns of rows that are written in parts; for one thread. */
public final class ColumnSummaries {
    private final Map<Integer, ColumnSummary> byColumn = new TreeMap<>();

    /** Adds the columns of a segment. */
    public void add(SegmentSummary segment) {
        segment.columns().forEach(column -> add(ColumnSummary.of(column, segment.rowCount())));
    }

    /** Adds one column of some rows. */
    public void add(ColumnSummary column) {
        byColumn.merge(column.columnId(), column, ColumnSummary::merge);
    }

    /** Returns one summary for each column that was added. */
    public List<ColumnSummary> columns() {
        return List.copyOf(byColumn.values());
    }
}
