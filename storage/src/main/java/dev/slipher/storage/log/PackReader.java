package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.RowPack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the inline rows that a checkpoint names back from the log: each entry once, in the order of versions, whatever tables
 * its rows are of. Beside the rows that were found, one entry and one range object are in memory at a time.
 */
final class PackReader {
    private PackReader() {}

    private record Wanted(int tableOid, CheckpointState.PackState state) {}

    /**
     * Returns the packs of tables that have any, by oid and in their order, which is that of versions and ordinals.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 if one is missing or damaged
     */
    static Map<Integer, List<RowPack>> read(List<CheckpointState.TableState> tables, LogReader log) {
        var byVersion = new TreeMap<Long, List<Wanted>>();
        for (var table : tables) {
            for (var state : table.inline().packs()) {
                byVersion
                        .computeIfAbsent(state.version(), _ -> new ArrayList<>())
                        .add(new Wanted(table.tableOid(), state));
            }
        }
        var result = new HashMap<Integer, List<RowPack>>();
        byVersion.forEach((version, wanted) -> {
            var rows = log.read(version).actions().stream()
                    .filter(Action.AddRows.class::isInstance)
                    .map(Action.AddRows.class::cast)
                    .toList();
            for (var pack : wanted) {
                result.computeIfAbsent(pack.tableOid, _ -> new ArrayList<>()).add(pack(pack.state, rows));
            }
        });
        return result;
    }

    private static RowPack pack(CheckpointState.PackState state, List<Action.AddRows> rowsOfEntry) {
        if (state.ordinal() < 0 || state.ordinal() >= rowsOfEntry.size()) {
            throw Frame.corrupted(
                    Frame.Kind.ENTRY,
                    ObjectKeys.entry(state.version()),
                    Frame.HEADER_BYTES,
                    "it has no rows number %d".formatted(state.ordinal()));
        }
        var rows = rowsOfEntry.get(state.ordinal());
        return new RowPack(
                state.version(), state.ordinal(), state.firstRow(), rows.rowCount(), rows.columnIds(), rows.batch());
    }
}
