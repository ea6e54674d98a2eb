package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import dev.slipher.storage.type.SqlType;
import java.util.List;

/**
 * A view as its defining query, parsed anew for each use.
 *
 * @param columns names and types as of creation; empty for a late-binding view
 * @param sql the query with object names as written
 * @param searchPath the schemas in which the query's names are looked up
 * @param lateBinding whether it was made WITH NO SCHEMA BINDING
 * @param dependsOn oids of the tables and views it refers to; empty for a late-binding view
 */
@Tag(33)
public record ViewDefinition(
        int oid,
        int schemaOid,
        String name,
        int ownerOid,
        List<ViewColumn> columns,
        String sql,
        List<String> searchPath,
        boolean lateBinding,
        List<Integer> dependsOn)
        implements Definition {
    public ViewDefinition {
        columns = List.copyOf(columns);
        searchPath = List.copyOf(searchPath);
        dependsOn = List.copyOf(dependsOn);
    }

    /** A column that the view shows. */
    @Tag(62)
    public record ViewColumn(String name, SqlType type) {}
}
