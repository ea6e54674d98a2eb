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

    /** Notes what the actions of a change, which is no move, do to tables. A version may turn out not to be written. */
    void add(long version, List<Action> actions) {
        for (var action : actions) {
            switch (action) {
                case Action.AddRows rows -> lastChanges.put(rows.tableOid(), version);
                case Action.AddSegments segments -> lastChanges.put(segments.tableOid(), version);
                case Action.AddDeletes deletes -> lastChanges.put(deletes.tableOid(), version);
                case Action.Truncate(var oid) -> lastChanges.put(oid, version);
                case Action.Alter(var definition) -> lastChanges.put(definition.oid(), version);
                case Action.Drop(var oid) -> lastChanges.put(oid, version);
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

    /** Returns one of the tables that changed after {@code version}, if any did. */
    OptionalInt findChanged(Collection<Integer> tableOids, long version) {
        return tableOids.stream()
                .filter(oid -> lastChanges.getOrDefault(oid, 0L) > version)
                .mapToInt(Integer::intValue)
                .findFirst();
    }
}
