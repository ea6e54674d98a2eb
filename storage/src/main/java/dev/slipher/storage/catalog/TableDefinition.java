package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.List;
import java.util.Optional;

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
}
