package dev.slipher.compute.source;

import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import java.util.List;
import java.util.Map;

/**
 * What one execution of a {@code Write} has written.
 *
 * @param segments in no particular order
 * @param statistics what is known about the columns of these rows, one summary a column; empty without rows
 * @param taken the rows that were taken away, by the place of their unit in the scan
 */
public record WriteReport(List<SegmentRecord> segments, List<ColumnSummary> statistics, Map<Integer, RowSet> taken) {
    public WriteReport {
        segments = List.copyOf(segments);
        statistics = List.copyOf(statistics);
        taken = Map.copyOf(taken);
    }
}
