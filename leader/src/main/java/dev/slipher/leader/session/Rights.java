package dev.slipher.leader.session;

import dev.slipher.leader.plan.PlannedChange;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Privilege;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what the session's user may do; superusers may do everything, owners everything with what is theirs. */
final class Rights {
    private static final List<Right> CHANGES =
            List.of(Right.INSERT, Right.UPDATE, Right.DELETE, Right.TRUNCATE, Right.ALTER);

    private final SessionContext context;

    Rights(SessionContext context) {
        this.context = context;
    }

    /** Returns the rights that everybody has in a schema {@code public}. */
    static List<Privilege> publicSchema(int ownerOid) {
        return List.of(
                new Privilege(Privilege.PUBLIC, ownerOid, Right.CREATE, false),
                new Privilege(Privilege.PUBLIC, ownerOid, Right.USAGE, false));
    }

    /** Throws 42501 unless the user may change the table's rows as the statement does, and read what it reads. */
    void requireChange(DataStatement statement, PlannedChange change) {
        changes(statement).forEach(right -> require(right, change.table().definition()));
        requireSelect(change.source());
    }

    private static List<Right> changes(DataStatement statement) {
        return switch (statement) {
            case DataStatement.Insert _, DataStatement.CopyFrom _ -> List.of(Right.INSERT);
            case DataStatement.Update _ -> List.of(Right.UPDATE);
            case DataStatement.Delete _ -> List.of(Right.DELETE);
            case DataStatement.Merge merge -> {
                var rights = new ArrayList<Right>();
                if (merge.inserts()) {
                    rights.add(Right.INSERT);
                }
                if (merge.changesMatches()) {
                    rights.add(merge.deletes() ? Right.DELETE : Right.UPDATE);
                }
                yield rights;
            }
            case DataStatement.Truncate _ -> List.of(Right.TRUNCATE);
            case DataStatement.CopyTo _ -> List.of();
        };
    }

    /**
     * Throws 42501 unless the user may read what the statement names, and the owner of each view what that view names: so
     * a view can show its readers what they may not read themselves.
     */
    void requireSelect(PlannedQuery plan) {
        for (var named : plan.relations()) {
            switch (named.relation()) {
                case Relation.StoredTable table -> requireSelect(table.definition(), named.view());
                case Relation.View view -> requireSelect(view.definition(), named.view());
                case Relation.SystemRelation _ -> {}
            }
        }
    }

    private void requireSelect(Definition relation, Optional<ViewDefinition> view) {
        if (view.isPresent()) {
            requireOwnersSelect(relation, view.get());
        } else {
            require(Right.SELECT, relation);
        }
    }

    /** The schema was looked into when the view was made, but for a late-binding view, which looks anew each time. */
    private void requireOwnersSelect(Definition relation, ViewDefinition view) {
        var catalog = context.transaction().catalog();
        var schema = catalog.findObject(schemaOf(relation));
        if (view.lateBinding() && schema.isPresent() && !userHas(catalog, Right.USAGE, schema.get(), view.ownerOid())) {
            throw denied("schema", schema.get().name());
        }
        if (!userHas(catalog, Right.SELECT, relation, view.ownerOid())) {
            throw denied(relation);
        }
    }

    /** Throws 42501 unless the user has the right on the relation and may look into its schema. */
    void require(Right right, Definition relation) {
        if (context.isSuperuser() || context.temporary().contains(relation.oid())) {
            return;
        }
        var catalog = context.transaction().catalog();
        int schemaOid = schemaOf(relation);
        var schema = catalog.findObject(schemaOid);
        if (schema.isPresent() && !has(catalog, Right.USAGE, schema.get())) {
            throw denied("schema", schema.get().name());
        }
        if (!has(catalog, right, relation)) {
            throw denied(relation);
        }
    }

    /** Throws 42501 unless the user may do anything to the table that needs its lock, or owns it. */
    void requireAnyChange(TableDefinition table) {
        if (context.temporary().contains(table.oid())) {
            return;
        }
        var catalog = context.transaction().catalog();
        if (CHANGES.stream().noneMatch(right -> has(catalog, right, table))) {
            throw denied("relation", table.name());
        }
    }

    void requireOwner(Definition object) {
        if (!owns(object)) {
            throw new SlipherException(
                    SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of %s %s".formatted(kindOf(object), object.name()));
        }
    }

    /** Throws 42501 unless the user owns the object or has the right on it. */
    void requireOwnerOr(Right right, Definition object) {
        if (!has(context.transaction().catalog(), right, object)) {
            requireOwner(object);
        }
    }

    /** Returns whether the user may do with the object whatever its owner may. */
    boolean owns(Definition object) {
        return context.isSuperuser()
                || ownerOf(object) == context.userOid()
                || context.temporary().contains(object.oid());
    }

    /**
     * Throws 42501 unless the user may make the other one an object's owner, which a superuser alone may: a view reads with
     * the rights of its owner.
     */
    void requireGiveTo(UserDefinition newOwner) {
        if (!context.isSuperuser() && newOwner.oid() != context.userOid()) {
            throw new SlipherException(
                    SqlState.INSUFFICIENT_PRIVILEGE, "must be member of role \"%s\"".formatted(newOwner.name()));
        }
    }

    void requireCreate(SchemaDefinition schema) {
        if (!has(context.transaction().catalog(), Right.CREATE, schema)) {
            throw denied("schema", schema.name());
        }
    }

    void requireSuperuserOr(Right right, Definition object, String kind) {
        if (!has(context.transaction().catalog(), right, object)) {
            throw denied(kind, object.name());
        }
    }

    void requireSuperuser(String what) {
        if (!context.isSuperuser()) {
            throw new SlipherException(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser to %s".formatted(what));
        }
    }

    void requireCreateDatabase() {
        if (!context.isSuperuser()
                && context.userDefinition()
                        .filter(UserDefinition::createDatabase)
                        .isEmpty()) {
            throw new SlipherException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to create database");
        }
    }

    /** Returns whether the session's user has the right on the object. */
    boolean has(Catalog catalog, Right right, Definition object) {
        return context.isSuperuser() || has(catalog, right, object, context.userOid());
    }

    /** Returns whether a user who is no superuser has the right on the object. */
    static boolean has(Catalog catalog, Right right, Definition object, int userOid) {
        return ownerOf(object) == userOid
                || catalog.privileges(object.oid()).stream()
                        .anyMatch(p -> p.right() == right
                                && (p.granteeOid() == Privilege.PUBLIC || p.granteeOid() == userOid));
    }

    /** Returns whether a user, superuser or not, has the right on the object; one who is gone has none. */
    private static boolean userHas(Catalog catalog, Right right, Definition object, int userOid) {
        return catalog.findObject(userOid).orElse(null) instanceof UserDefinition user
                && (user.superuser() || has(catalog, right, object, userOid));
    }

    static SlipherException denied(Definition object) {
        return denied(object instanceof TableDefinition ? "relation" : kindOf(object), object.name());
    }

    private static SlipherException denied(String kind, String name) {
        return new SlipherException(
                SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for %s %s".formatted(kind, name));
    }

    private static int schemaOf(Definition relation) {
        return switch (relation) {
            case TableDefinition table -> table.schemaOid();
            case ViewDefinition view -> view.schemaOid();
            case DatabaseDefinition _, SchemaDefinition _, UserDefinition _ -> 0;
        };
    }

    static int ownerOf(Definition object) {
        return switch (object) {
            case DatabaseDefinition database -> database.ownerOid();
            case SchemaDefinition schema -> schema.ownerOid();
            case TableDefinition table -> table.ownerOid();
            case ViewDefinition view -> view.ownerOid();
            case UserDefinition user -> user.oid();
        };
    }

    private static String kindOf(Definition object) {
        return switch (object) {
            case DatabaseDefinition _ -> "database";
            case SchemaDefinition _ -> "schema";
            case TableDefinition _ -> "table";
            case ViewDefinition _ -> "view";
            case UserDefinition _ -> "user";
        };
    }
}
