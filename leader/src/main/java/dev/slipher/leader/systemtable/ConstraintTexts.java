package dev.slipher.leader.systemtable;

import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.TableDefinition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Declared keys and the indexes that stand for them, as {@code pg_get_constraintdef} prints them. */
public final class ConstraintTexts {
    private ConstraintTexts() {}

    /** Returns the text of the key or index with that oid. */
    public static Optional<String> find(SystemContext context, long oid) {
        for (var table : context.tables()) {
            var constraints = table.definition().constraints();
            for (int i = 0; i < constraints.size(); i++) {
                if (KeyOids.constraint(table.definition(), i) == oid) {
                    return Optional.of(constraint(context, table.definition(), constraints.get(i)));
                }
                if (KeyOids.index(table.definition(), i) == oid) {
                    return Optional.of("CREATE UNIQUE INDEX %s ON %s.%s USING btree (%s)"
                            .formatted(
                                    constraints.get(i).name(),
                                    table.schema(),
                                    table.definition().name(),
                                    names(table.definition(), KeyColumns.of(constraints.get(i)))));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the column of an index by its number from 1. */
    public static Optional<String> findColumn(SystemContext context, long indexOid, int number) {
        for (var table : context.tables()) {
            var constraints = table.definition().constraints();
            for (int i = 0; i < constraints.size(); i++) {
                if (KeyOids.index(table.definition(), i) == indexOid) {
                    var columns = KeyColumns.of(constraints.get(i));
                    return number < 1 || number > columns.size()
                            ? Optional.empty()
                            : Optional.of(names(table.definition(), List.of(columns.get(number - 1))));
                }
            }
        }
        return Optional.empty();
    }

    private static String constraint(SystemContext context, TableDefinition table, Constraint constraint) {
        return switch (constraint) {
            case Constraint.PrimaryKey(var _, var ids) -> "PRIMARY KEY (%s)".formatted(names(table, ids));
            case Constraint.Unique(var _, var ids) -> "UNIQUE (%s)".formatted(names(table, ids));
            case Constraint.ForeignKey key -> {
                var target = context.tables().stream()
                        .filter(t -> t.definition().oid() == key.referencedTableOid())
                        .findFirst();
                yield "FOREIGN KEY (%s) REFERENCES %s(%s)"
                        .formatted(
                                names(table, key.columnIds()),
                                target.map(t -> t.definition().name()).orElse("?"),
                                target.map(t -> names(t.definition(), key.referencedColumnIds()))
                                        .orElse("?"));
            }
        };
    }

    private static String names(TableDefinition table, List<Integer> ids) {
        return ids.stream().map(id -> table.findColumn(id).orElseThrow().name()).collect(Collectors.joining(", "));
    }
}
