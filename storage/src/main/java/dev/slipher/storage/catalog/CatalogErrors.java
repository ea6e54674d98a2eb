package dev.slipher.storage.catalog;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Why an object cannot be made, changed or dropped, in PostgreSQL's words. */
final class CatalogErrors {
    /** A detail that lists more is of no use. */
    private static final int LISTED_OBJECTS = 100;

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

    /** Throws 2BP01 if something is in an object that is to be dropped, or depends on it. */
    static void requireUnused(
            Definition definition, Map<Integer, Definition> all, Map<Integer, List<Privilege>> privileges) {
        if (definition instanceof UserDefinition user) {
            requireNothingHeld(user, all, privileges);
            return;
        }
        for (var other : all.values()) {
            if (other.oid() != definition.oid() && needs(other, definition)) {
                throw new SlipherException(
                                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                                "cannot drop %s \"%s\" because other objects depend on it"
                                        .formatted(kindOf(definition), definition.name()))
                        .withDetail("%s \"%s\" depends on it.".formatted(kindOf(other), other.name()));
            }
        }
    }

    private static void requireNothingHeld(
            UserDefinition user, Map<Integer, Definition> all, Map<Integer, List<Privilege>> privileges) {
        var held = new ArrayList<String>();
        for (var object : all.values()) {
            if (ownerOf(object) == user.oid()) {
                held.add("owner of " + described(object, all));
            } else if (privileges.getOrDefault(object.oid(), List.of()).stream()
                    .anyMatch(p -> p.granteeOid() == user.oid() || p.grantorOid() == user.oid())) {
                held.add("privileges for " + described(object, all));
            }
        }
        if (held.isEmpty()) {
            return;
        }
        if (held.size() > LISTED_OBJECTS) {
            var more = held.subList(LISTED_OBJECTS, held.size());
            var rest = "and %d other objects".formatted(more.size());
            more.clear();
            held.add(rest);
        }
        throw new SlipherException(
                        SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                        "user \"%s\" cannot be dropped because some objects depend on it".formatted(user.name()))
                .withDetail(String.join("\n", held))
                .withHint("Drop the objects or give them another owner, and revoke the privileges.");
    }

    /** Names an object as PostgreSQL does, with the schema where it is not the one in which names are looked up. */
    private static String described(Definition object, Map<Integer, Definition> all) {
        var schemaOid = switch (object) {
            case TableDefinition table -> table.schemaOid();
            case ViewDefinition view -> view.schemaOid();
            case DatabaseDefinition _, SchemaDefinition _, UserDefinition _ -> 0;
        };
        var schema = all.get(schemaOid);
        return schema == null || schema.name().equals("public")
                ? "%s %s".formatted(kindOf(object), object.name())
                : "%s %s.%s".formatted(kindOf(object), schema.name(), object.name());
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
            case UserDefinition _ -> false;
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
