package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.ManifestReference;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.Privilege;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentDeletes;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SettingScope;
import dev.slipher.storage.codec.Tag;
import java.util.List;
import java.util.Map;

/**
 * A catalog as a checkpoint writes it down.
 *
 * @param epoch of the entry of that version
 * @param definitions parents before what is in them
 */
@Tag(110)
public record CheckpointState(
        long version,
        long epoch,
        long commitMicros,
        int nextOid,
        long schemaVersion,
        long statisticsEpoch,
        List<Definition> definitions,
        Map<SettingScope, Map<String, String>> settings,
        List<Comment> comments,
        Map<Integer, List<Privilege>> privileges,
        List<TableState> tables) {

    @Tag(111)
    public record Comment(int oid, int columnId, String text) {}

    /**
     * The contents of a table.
     *
     * @param removed segments that manifests list and that are gone
     * @param statistics the object that holds what is known about columns, or its content if that is small
     */
    @Tag(112)
    public record TableState(
            int tableOid,
            List<ManifestReference> manifests,
            List<SegmentRecord> recent,
            List<ObjectId> removed,
            Map<ObjectId, SegmentDeletes> deletes,
            long segmentCount,
            long rowCount,
            long byteCount,
            InlineState inline,
            long truncations,
            Map<Integer, Long> identities,
            StatisticsState statistics) {}

    /** Inline rows, which stay in their log entries. */
    @Tag(113)
    public record InlineState(long firstRow, List<PackState> packs, RowSet deleted) {}

    /** Where a pack of inline rows is: the {@code ordinal}-th of the entry of {@code version}. */
    @Tag(114)
    public record PackState(long version, int ordinal, long firstRow) {}

    /** What is known about the columns of a table. */
    public sealed interface StatisticsState {
        /** Everything. */
        @Tag(115)
        record Held(List<ColumnSummary> columns) implements StatisticsState {}

        /** Where it is. */
        @Tag(116)
        record Stored(ObjectId object) implements StatisticsState {}
    }

    /** The content of a manifest. */
    @Tag(117)
    public record Manifest(int tableOid, List<SegmentRecord> segments) {}

    /** The content of a statistics object. */
    @Tag(118)
    public record Statistics(int tableOid, List<ColumnSummary> columns) {}
}
