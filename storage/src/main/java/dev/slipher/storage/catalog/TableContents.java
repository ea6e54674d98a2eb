package dev.slipher.storage.catalog;

import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The rows of a table at one version, as names of the objects that hold them; immutable.
 *
 * @param truncations how often all rows were thrown away, by which a change based on an older version is known
 * @param identities the number of values drawn so far from each IDENTITY column, by column id
 * @param statistics what is known about each column's values, by column id; columns never looked at are missing
 * @param statisticsEpoch the catalog's as of when so much of this changed last that plans may; 0 if not since start-up
 */
public record TableContents(
        SegmentSet segments,
        InlineRows inlineRows,
        long truncations,
        PMap<Integer, Long> identities,
        PMap<Integer, ColumnSummary> statistics,
        long statisticsEpoch) {
    public static final TableContents EMPTY =
            new TableContents(SegmentSet.EMPTY, InlineRows.EMPTY, 0, HashTreePMap.empty(), HashTreePMap.empty(), 0);

    /** Returns the rows that are not deleted. */
    public long rowCount() {
        return segments.totals().rowCount() - segments.deletedRowCount() + inlineRows.liveRowCount();
    }

    /** Returns the bytes of its segments, and of its rows that are in no segment yet. */
    public long byteCount() {
        return segments.totals().byteCount() + inlineRows.memoryBytes();
    }

    /** Returns how many values were drawn from an IDENTITY column. */
    public long identitiesDrawn(int columnId) {
        return identities.getOrDefault(columnId, 0L);
    }

    /** Returns these contents with other segments. */
    public TableContents withSegments(SegmentSet newSegments) {
        return new TableContents(newSegments, inlineRows, truncations, identities, statistics, statisticsEpoch);
    }

    TableContents withInlineRows(InlineRows newRows) {
        return new TableContents(segments, newRows, truncations, identities, statistics, statisticsEpoch);
    }

    TableContents withIdentity(int columnId, long drawn) {
        return new TableContents(
                segments, inlineRows, truncations, identities.plus(columnId, drawn), statistics, statisticsEpoch);
    }

    TableContents withStatistics(PMap<Integer, ColumnSummary> newStatistics) {
        return new TableContents(segments, inlineRows, truncations, identities, newStatistics, statisticsEpoch);
    }

    TableContents withStatisticsEpoch(long epoch) {
        return new TableContents(segments, inlineRows, truncations, identities, statistics, epoch);
    }

    TableContents addStatistics(List<ColumnSummary> columns) {
        var result = statistics;
        for (var column : columns) {
            var before = result.get(column.columnId());
            result = result.plus(column.columnId(), before == null ? column : before.merge(column));
        }
        return withStatistics(result);
    }

    TableContents truncate() {
        return new TableContents(
                SegmentSet.EMPTY,
                inlineRows.dropAll(),
                truncations + 1,
                identities,
                HashTreePMap.empty(),
                statisticsEpoch);
    }

    TableContents delete(DeleteDelta delta) {
        return switch (delta.unit()) {
            case DeleteDelta.Unit.Segment(var id) -> withSegments(segments.delete(id, delta.rows()));
            case DeleteDelta.Unit.Inline(var firstRow) -> {
                if (!(delta.rows() instanceof DeleteDelta.Rows.Held(var rows))) {
                    throw new IllegalArgumentException("deletes of inline rows are never stored apart");
                }
                yield withInlineRows(inlineRows.delete(firstRow, rows));
            }
        };
    }
}
