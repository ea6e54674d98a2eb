package dev.slipher.leader.session;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.systemtable.Namespaces;
import dev.slipher.leader.systemtable.SystemRelations;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks names up as the session's database and search path say. */
final class ObjectNames {
    private final SessionContext context;

    ObjectNames(SessionContext context) {
        this.context = context;
    }

    /** Returns the schemas of the search path that exist, in order, without the implied ones. */
    List<SchemaDefinition> searchPath() {
        var schemas = new ArrayList<SchemaDefinition>();
        for (var name : context.settings().searchPath()) {
            findSchema(name.equals("$user") ? context.userName() : name)
                    .filter(schema -> !schemas.contains(schema))
                    .ifPresent(schemas::add);
        }
        return schemas;
    }

    /** Returns the names of the search path that exist, {@code pg_catalog} first unless it is written elsewhere. */
    List<String> searchPathNames() {
        var names = new ArrayList<String>();
        if (!context.settings().searchPath().contains(Namespaces.PG_CATALOG)) {
            names.add(Namespaces.PG_CATALOG);
        }
        for (var name : context.settings().searchPath()) {
            var meant = name.equals("$user") ? context.userName() : name;
            if (isSystemSchema(meant) || findSchema(meant).isPresent()) {
                names.add(meant);
            }
        }
        return names;
    }

    static boolean isSystemSchema(String name) {
        return name.equals(Namespaces.PG_CATALOG) || name.equals(Namespaces.INFORMATION_SCHEMA);
    }

    Optional<SchemaDefinition> findSchema(String name) {
        return context.transaction().catalog().findSchema(context.databaseOid(), name);
    }

    SchemaDefinition schema(String name) {
        return findSchema(name)
                .orElseThrow(() -> new SlipherException(
                        SqlState.INVALID_SCHEMA_NAME, "schema \"%s\" does not exist".formatted(name)));
    }

    /** Returns where an object of that name is to be made. */
    SchemaDefinition creationSchema(QualifiedName name) {
        requireThisDatabase(name);
        if (name.schema().isPresent()) {
            var schema = name.schema().get();
            if (isSystemSchema(schema)) {
                throw new SlipherException(
                                SqlState.INSUFFICIENT_PRIVILEGE,
                                "permission denied to create \"%s.%s\"".formatted(schema, name.name()))
                        .withDetail("System catalog modifications are currently disallowed.");
            }
            return schema(schema);
        }
        return searchPath().stream()
                .findFirst()
                .orElseThrow(() -> new SlipherException(
                                SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in")
                        .withPosition(name.position()));
    }

    /** Returns the table or view of that name, temporary tables first. */
    Optional<Definition> findRelation(QualifiedName name) {
        requireThisDatabase(name);
        var temporary = context.temporary().find(name);
        if (temporary.isPresent()) {
            return temporary.map(Table::definition);
        }
        var catalog = context.transaction().catalog();
        if (name.schema().isPresent()) {
            return findSchema(name.schema().get()).flatMap(s -> catalog.findRelation(s.oid(), name.name()));
        }
        return searchPath().stream()
                .flatMap(s -> catalog.findRelation(s.oid(), name.name()).stream())
                .findFirst();
    }

    /** Returns the table or view of that name, or throws 42P01. */
    Definition relation(QualifiedName name) {
        var found = findRelation(name);
        if (found.isEmpty() && isSystemRelation(name)) {
            throw new SlipherException(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "permission denied: \"%s\" is a system catalog".formatted(name.name()))
                    .withPosition(name.position());
        }
        return found.orElseThrow(() -> undefined(name));
    }

    /** Returns the table of that name, or throws 42P01 or 42809. */
    Table table(QualifiedName name) {
        var relation = relation(name);
        if (relation instanceof ViewDefinition) {
            throw new SlipherException(SqlState.WRONG_OBJECT_TYPE, "\"%s\" is not a table".formatted(name.name()))
                    .withPosition(name.position());
        }
        return context.table(relation.oid());
    }

    static SlipherException undefined(QualifiedName name) {
        return new SlipherException(SqlState.UNDEFINED_TABLE, "relation \"%s\" does not exist".formatted(name))
                .withPosition(name.position());
    }

    private static boolean isSystemRelation(QualifiedName name) {
        return name.schema()
                .map(schema -> SystemRelations.find(schema, name.name()).isPresent())
                .orElseGet(() ->
                        SystemRelations.find(Namespaces.PG_CATALOG, name.name()).isPresent());
    }

    void requireThisDatabase(QualifiedName name) {
        if (name.database().isPresent() && !name.database().get().equals(context.databaseName())) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cross-database references are not implemented: \"%s\"".formatted(name))
                    .withPosition(name.position());
        }
    }
}
