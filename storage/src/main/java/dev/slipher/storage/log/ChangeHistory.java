package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The version at which the rows or the definition of each table changed last, since this process has the log; used by the
 * log's writing thread alone. Rows that only moved are unchanged.
 */
final class ChangeHistory {
    private final Map<Integer, Long> lastChanges = new HashMap<>();

    /** What the version being written has replaced. */
    private final Map<Integer, Long> replaced = new HashMap<>();

    /**
     * Notes what the actions of a change, which is no move, do to tables, in a version that is to be written; then comes
     * {@link #keep} or {@link #forget}.
     */
    void add(long version, List<Action> actions) {
        for (var action : actions) {
            switch (action) {
                case Action.AddRows rows -> changed(rows.tableOid(), version);
                case Action.AddSegments segments -> changed(segments.tableOid(), version);
                case Action.AddDeletes deletes -> changed(deletes.tableOid(), version);
                case Action.Truncate(var oid) -> changed(oid, version);
                case Action.Alter(var definition) -> changed(definition.oid(), version);
                case Action.Drop(var oid) -> changed(oid, version);
                case Action.Create _,
                        Action.MoveRows _,
                        Action.DrawIdentities _,
                        Action.SetStatistics _,
                        Action.SetSettings _,
                        Action.SetComment _,
                        Action.SetPrivileges _ -> {}
            }
        }
    }

    private void changed(int tableOid, long version) {
        var before = lastChanges.put(tableOid, version);
        replaced.putIfAbsent(tableOid, before == null ? 0L : before);
    }

    /** The version that was being written is there. */
    void keep() {
        replaced.clear();
    }

    /** The version that was being written will never be there. */
    void forget() {
        lastChanges.putAll(replaced);
        replaced.clear();
    }

    /** Returns one of the tables that changed after {@code version}, if any did. */
    OptionalInt findChanged(Collection<Integer> tableOids, long version) {
        return tableOids.stream()
                .filter(oid -> lastChanges.getOrDefault(oid, 0L) > version)
                .mapToInt(Integer::intValue)
                .findFirst();
    }
}
