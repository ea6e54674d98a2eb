package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.InlineRows;
import dev.slipher.storage.catalog.RowPack;
import dev.slipher.storage.catalog.SegmentSet;
import dev.slipher.storage.catalog.TableContents;
import java.util.HashSet;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** Turns checkpoints back into catalogs. */
final class CheckpointReader {
    private CheckpointReader() {}

    static CheckpointState read(SealedObjects objects, long version) {
        var key = ObjectKeys.checkpoint(version);
        var state = objects.read(Frame.Kind.CHECKPOINT, key, SealedObjects.CHECKPOINT);
        if (state.version() != version) {
            throw Frame.corrupted(
                    Frame.Kind.CHECKPOINT, key, Frame.HEADER_BYTES, "it is of version " + state.version());
        }
        return state;
    }

    /** Returns the catalog with its inline rows, which are read from the log. */
    static Catalog toCatalog(SealedObjects objects, CheckpointState state, LogReader log) {
        var catalog = Catalog.EMPTY;
        for (var definition : state.definitions()) {
            catalog = catalog.apply(new Action.Create(definition));
        }
        for (var settings : state.settings().entrySet()) {
            catalog = catalog.apply(new Action.SetSettings(settings.getKey(), settings.getValue()));
        }
        for (var comment : state.comments()) {
            catalog = catalog.apply(new Action.SetComment(comment.oid(), comment.columnId(), comment.text()));
        }
        for (var privileges : state.privileges().entrySet()) {
            catalog = catalog.apply(new Action.SetPrivileges(privileges.getKey(), privileges.getValue()));
        }
        var packs = PackReader.read(state.tables(), log);
        for (var table : state.tables()) {
            catalog = catalog.withContents(
                    table.tableOid(), contents(objects, table, packs.getOrDefault(table.tableOid(), List.of())));
        }
        return catalog.withHeader(new Catalog.Header(
                state.version(),
                state.commitMicros(),
                state.nextOid(),
                state.schemaVersion(),
                state.statisticsEpoch()));
    }

    private static TableContents contents(
            SealedObjects objects, CheckpointState.TableState table, List<RowPack> packs) {
        var segments = SegmentSet.of(
                table.manifests(),
                table.recent(),
                new HashSet<>(table.removed()),
                table.deletes(),
                new SegmentSet.Totals(table.segmentCount(), table.rowCount(), table.byteCount()));
        PMap<Integer, ColumnSummary> statistics = HashTreePMap.empty();
        for (var column : statistics(objects, table.statistics())) {
            statistics = statistics.plus(column.columnId(), column);
        }
        return new TableContents(
                segments,
                InlineRows.of(packs, table.inline().firstRow(), table.inline().deleted()),
                table.truncations(),
                HashTreePMap.from(table.identities()),
                statistics,
                0);
    }

    private static List<ColumnSummary> statistics(SealedObjects objects, CheckpointState.StatisticsState state) {
        return switch (state) {
            case CheckpointState.StatisticsState.Held(var columns) -> columns;
            case CheckpointState.StatisticsState.Stored(var id) ->
                objects.read(Frame.Kind.STATISTICS, ObjectKeys.statistics(id), SealedObjects.STATISTICS)
                        .columns();
        };
    }
}
