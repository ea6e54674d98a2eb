package dev.slipher.leader.systemtable;

import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.TableDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Declared keys and the indexes that stand for them, by oid, as {@code pg_get_constraintdef} prints them. */
public final class ConstraintTexts {
    private final SystemContext context;
    private final Map<Long, Key> constraints = new HashMap<>();
    private final Map<Long, Key> indexes = new HashMap<>();

    private record Key(SystemContext.Table table, Constraint constraint) {}

    /** Collects the keys of all tables. */
    public ConstraintTexts(SystemContext context) {
        this.context = context;
        for (var table : context.tables()) {
            var definition = table.definition();
            for (int i = 0; i < definition.constraints().size(); i++) {
                var key = new Key(table, definition.constraints().get(i));
                constraints.putIfAbsent(KeyOids.constraint(definition, i), key);
                indexes.putIfAbsent(KeyOids.index(definition, i), key);
            }
        }
    }

    /**
     * Returns the text of the key or index with that oid.
     *
     * @param nameOf how a table that a key refers to is called
     */
    public Optional<String> find(long oid, Function<TableDefinition, String> nameOf) {
        return Optional.ofNullable(constraints.get(oid))
                .map(key -> constraint(key, nameOf))
                .or(() -> Optional.ofNullable(indexes.get(oid)).map(ConstraintTexts::index));
    }

    /** Returns the column of an index by its number from 1. */
    public Optional<String> findColumn(long indexOid, int number) {
        return Optional.ofNullable(indexes.get(indexOid)).flatMap(key -> {
            var columns = key.constraint.columnIds();
            return number < 1 || number > columns.size()
                    ? Optional.empty()
                    : Optional.of(names(key.table.definition(), List.of(columns.get(number - 1))));
        });
    }

    private static String index(Key key) {
        var table = key.table.definition();
        return "CREATE UNIQUE INDEX %s ON %s.%s USING btree (%s)"
                .formatted(
                        key.constraint.name(),
                        key.table.schema(),
                        table.name(),
                        names(table, key.constraint.columnIds()));
    }

    private String constraint(Key key, Function<TableDefinition, String> nameOf) {
        var table = key.table.definition();
        return switch (key.constraint) {
            case Constraint.PrimaryKey(var _, var ids) -> "PRIMARY KEY (%s)".formatted(names(table, ids));
            case Constraint.Unique(var _, var ids) -> "UNIQUE (%s)".formatted(names(table, ids));
            case Constraint.ForeignKey foreign -> {
                var target = context.findTable(foreign.referencedTableOid()).map(SystemContext.Table::definition);
                yield "FOREIGN KEY (%s) REFERENCES %s(%s)"
                        .formatted(
                                names(table, foreign.columnIds()),
                                target.map(nameOf).orElse("?"),
                                target.map(t -> names(t, foreign.referencedColumnIds()))
                                        .orElse("?"));
            }
        };
    }

    private static String names(TableDefinition table, List<Integer> ids) {
        return ids.stream()
                .map(id -> table.findColumn(id).map(Column::name).orElse("?"))
                .collect(Collectors.joining(", "));
    }
}
