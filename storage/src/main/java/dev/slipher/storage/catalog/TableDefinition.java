package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything about a table but its rows.
 *
 * @param oid permanent object id, never reused
 * @param columns in the order of {@code SELECT *}; dropped columns are gone, their ids are not reused
 * @param nextColumnId the id that the next added column gets
 */
@Tag(32)
public record TableDefinition(
        int oid,
        int schemaOid,
        String name,
        int ownerOid,
        List<Column> columns,
        int nextColumnId,
        Distribution distribution,
        SortKey sortKey,
        List<Constraint> constraints)
        implements Definition {
    public TableDefinition {
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
    }

    /** Returns the column of that exact (folded) name. */
    public Optional<Column> findColumn(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }

    /** Returns the column of that permanent id. */
    public Optional<Column> findColumn(int columnId) {
        return columns.stream().filter(c -> c.id() == columnId).findFirst();
    }

    /** Returns the primary key or UNIQUE constraint of exactly these columns, in whatever order. */
    public Optional<Constraint> findKey(List<Integer> columnIds) {
        var wanted = new HashSet<>(columnIds);
        return constraints.stream()
                .filter(c -> !(c instanceof Constraint.ForeignKey) && new HashSet<>(c.columnIds()).equals(wanted))
                .findFirst();
    }

    /** Returns the table with other constraints. */
    public TableDefinition withConstraints(List<Constraint> newConstraints) {
        return new TableDefinition(
                oid, schemaOid, name, ownerOid, columns, nextColumnId, distribution, sortKey, newConstraints);
    }

    /** Returns its foreign keys that refer to a table. */
    public Stream<Constraint.ForeignKey> foreignKeysTo(int tableOid) {
        return constraints.stream()
                .filter(Constraint.ForeignKey.class::isInstance)
                .map(Constraint.ForeignKey.class::cast)
                .filter(key -> key.referencedTableOid() == tableOid);
    }
}
