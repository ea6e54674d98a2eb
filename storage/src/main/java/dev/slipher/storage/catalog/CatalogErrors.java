package dev.slipher.storage.catalog;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.Collection;

/** Why an object cannot be made, changed or dropped, in PostgreSQL's words. */
final class CatalogErrors {
    private CatalogErrors() {}

    static void requireFree(boolean taken, Definition definition) {
        if (taken) {
            var state = switch (definition) {
                case DatabaseDefinition _ -> SqlState.DUPLICATE_DATABASE;
                case SchemaDefinition _ -> SqlState.DUPLICATE_SCHEMA;
                case TableDefinition _, ViewDefinition _ -> SqlState.DUPLICATE_TABLE;
                case UserDefinition _ -> SqlState.DUPLICATE_OBJECT;
            };
            var kind = definition instanceof TableDefinition ? "relation" : kindOf(definition);
            throw new SlipherException(state, "%s \"%s\" already exists".formatted(kind, definition.name()));
        }
    }

    static SlipherException missing(Definition definition) {
        var state = switch (definition) {
            case DatabaseDefinition _ -> SqlState.INVALID_CATALOG_NAME;
            case SchemaDefinition _ -> SqlState.INVALID_SCHEMA_NAME;
            case TableDefinition _, ViewDefinition _ -> SqlState.UNDEFINED_TABLE;
            case UserDefinition _ -> SqlState.UNDEFINED_OBJECT;
        };
        return new SlipherException(state, "%s \"%s\" does not exist".formatted(kindOf(definition), definition.name()));
    }

    static SlipherException missingParent(Definition definition, int parent) {
        return definition instanceof SchemaDefinition
                ? new SlipherException(
                        SqlState.INVALID_CATALOG_NAME, "database with OID %d does not exist".formatted(parent))
                : new SlipherException(
                        SqlState.INVALID_SCHEMA_NAME, "schema with OID %d does not exist".formatted(parent));
    }

    static void requireUnused(Definition definition, Collection<Definition> all) {
        for (var other : all) {
            if (other.oid() != definition.oid() && needs(other, definition)) {
                throw new SlipherException(
                                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                                "cannot drop %s \"%s\" because other objects depend on it"
                                        .formatted(kindOf(definition), definition.name()))
                        .withDetail("%s \"%s\" depends on it.".formatted(kindOf(other), other.name()));
            }
        }
    }

    private static boolean needs(Definition user, Definition used) {
        return switch (used) {
            case DatabaseDefinition database ->
                user instanceof SchemaDefinition schema && schema.databaseOid() == database.oid();
            case SchemaDefinition schema ->
                switch (user) {
                    case TableDefinition table -> table.schemaOid() == schema.oid();
                    case ViewDefinition view -> view.schemaOid() == schema.oid();
                    case DatabaseDefinition _, SchemaDefinition _, UserDefinition _ -> false;
                };
            case TableDefinition _, ViewDefinition _ ->
                user instanceof ViewDefinition view && view.dependsOn().contains(used.oid());
            case UserDefinition _ -> ownerOf(user) == used.oid();
        };
    }

    private static int ownerOf(Definition definition) {
        return switch (definition) {
            case DatabaseDefinition database -> database.ownerOid();
            case SchemaDefinition schema -> schema.ownerOid();
            case TableDefinition table -> table.ownerOid();
            case ViewDefinition view -> view.ownerOid();
            case UserDefinition _ -> 0;
        };
    }

    private static String kindOf(Definition definition) {
        return switch (definition) {
            case DatabaseDefinition _ -> "database";
            case SchemaDefinition _ -> "schema";
            case TableDefinition _ -> "table";
            case ViewDefinition _ -> "view";
            case UserDefinition _ -> "user";
        };
    }
}
