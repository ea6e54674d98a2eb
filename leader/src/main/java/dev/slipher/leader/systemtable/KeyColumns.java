package dev.slipher.leader.systemtable;

import dev.slipher.storage.catalog.Constraint;
import java.util.List;

/** The columns of a declared key, by permanent id. */
final class KeyColumns {
    private KeyColumns() {}

    static List<Integer> of(Constraint constraint) {
        return switch (constraint) {
            case Constraint.PrimaryKey(var _, var columnIds) -> columnIds;
            case Constraint.Unique(var _, var columnIds) -> columnIds;
            case Constraint.ForeignKey key -> key.columnIds();
        };
    }
}
