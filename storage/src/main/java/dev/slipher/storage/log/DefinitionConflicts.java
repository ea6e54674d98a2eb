package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds transactions that replace a definition, rights or settings that others have changed since: the whole of each is
 * replaced, so what the others did would be undone. What others have dropped is missing instead, be it to be changed or
 * to get rows, in the words that a statement gets which begins too late.
 */
final class DefinitionConflicts {
    private final Catalog base;
    private final Catalog now;
    private final DependencyConflicts dependencies;

    /** Prepares to check {@code actions}, which were staged on {@code base} and are to be applied to {@code now}. */
    DefinitionConflicts(Catalog base, List<Action> actions, Catalog now) {
        this.base = base;
        this.now = now;
        dependencies = new DependencyConflicts(base, actions, now);
    }

    /**
     * Checks one of the actions.
     *
     * @throws SlipherException 40001 if it conflicts, 42P01, 3F000, 3D000 or 42704 if what it needs is gone
     */
    void check(Action action) {
        switch (action) {
            case Action.Create(var definition) -> {
                requireParent(definition);
                dependencies.check(definition);
            }
            case Action.Alter(var definition) -> {
                requireThere(definition.oid());
                requireParent(definition);
                dependencies.check(definition);
                requireUnchanged(definition);
            }
            case Action.Drop(int oid) -> {
                requireThere(oid);
                dependencies.checkDrop(oid);
            }
            case Action.SetComment comment -> {
                requireThere(comment.oid());
                requireColumn(comment.oid(), comment.columnId());
            }
            case Action.SetPrivileges(int oid, var privileges) -> {
                requireThere(oid);
                for (var privilege : privileges) {
                    requireThere(privilege.granteeOid());
                    requireThere(privilege.grantorOid());
                }
                if (!base.privileges(oid).equals(now.privileges(oid))) {
                    var name = now.findObject(oid).map(Definition::name).orElse("");
                    throw conflict("rights on \"%s\"".formatted(name));
                }
            }
            case Action.SetSettings(var scope, var _) -> {
                if (!base.settings(scope).equals(now.settings(scope))) {
                    throw conflict("settings");
                }
            }
            case Action.AddSegments segments -> requireThere(segments.tableOid());
            case Action.AddRows rows -> requireThere(rows.tableOid());
            case Action.AddDeletes deletes -> requireThere(deletes.tableOid());
            case Action.MoveRows move -> requireThere(move.tableOid());
            case Action.Truncate(int tableOid) -> requireThere(tableOid);
            case Action.DrawIdentities identities -> requireThere(identities.tableOid());
            case Action.SetStatistics _ -> {}
        }
    }

    /** An object of the same transaction is in neither catalog, and so never missing. */
    private void requireThere(int oid) {
        var before = base.findObject(oid);
        if (before.isPresent() && now.findObject(oid).isEmpty()) {
            throw missing(before.get());
        }
    }

    /** What holds an object, and who owns it, must be there. */
    private void requireParent(Definition definition) {
        switch (definition) {
            case SchemaDefinition schema -> {
                requireThere(schema.databaseOid());
                requireThere(schema.ownerOid());
            }
            case TableDefinition table -> {
                requireThere(table.schemaOid());
                requireThere(table.ownerOid());
            }
            case ViewDefinition view -> {
                requireThere(view.schemaOid());
                requireThere(view.ownerOid());
            }
            case DatabaseDefinition database -> requireThere(database.ownerOid());
            case UserDefinition _ -> {}
        }
    }

    private void requireUnchanged(Definition definition) {
        var before = base.findObject(definition.oid());
        if (before.isPresent() && !before.equals(now.findObject(definition.oid()))) {
            throw conflict("definition of \"%s\"".formatted(definition.name()));
        }
    }

    /** A comment on a column that is gone would be one on nothing. */
    private void requireColumn(int oid, int columnId) {
        var before = base.findTable(oid).flatMap(table -> table.definition().findColumn(columnId));
        var after = now.findTable(oid).flatMap(table -> table.definition().findColumn(columnId));
        if (before.isPresent() && after.isEmpty()) {
            throw conflict("column \"%s\"".formatted(before.get().name()));
        }
    }

    /** Returns the tables of which a column allows less than in {@code base}: rows that came since were not checked. */
    static Set<Integer> tightenedTables(Catalog base, List<Action> actions) {
        var tables = new HashSet<Integer>();
        for (var action : actions) {
            if (action instanceof Action.Alter(TableDefinition altered)
                    && base.findTable(altered.oid()).isPresent()) {
                var before = base.findTable(altered.oid()).get().definition();
                if (altered.columns().stream()
                        .anyMatch(column -> before.findColumn(column.id())
                                .map(known -> isTightened(known, column))
                                .orElseGet(() -> lacksValues(column)))) {
                    tables.add(altered.oid());
                }
            }
        }
        return tables;
    }

    /** Returns whether a new column may have no rows, since it has no value for those before it. */
    static boolean lacksValues(Column added) {
        return !added.nullable() && added.missingValue().isNull();
    }

    /** Returns whether values of a column may be none of it as it was altered. */
    static boolean isTightened(Column before, Column after) {
        return before.nullable() && !after.nullable()
                || !before.type().equals(after.type()) && !isWidened(before, after);
    }

    private static boolean isWidened(Column before, Column after) {
        return before.type() instanceof SqlType.Varchar shorter
                && after.type() instanceof SqlType.Varchar longer
                && longer.length() >= shorter.length();
    }

    /** Returns the error of an object that others have dropped. */
    static SlipherException missing(Definition gone) {
        return switch (gone) {
            case DatabaseDefinition _ -> missing(SqlState.INVALID_CATALOG_NAME, "database", gone);
            case SchemaDefinition _ -> missing(SqlState.INVALID_SCHEMA_NAME, "schema", gone);
            case TableDefinition _, ViewDefinition _ -> missing(SqlState.UNDEFINED_TABLE, "relation", gone);
            case UserDefinition _ -> missing(SqlState.UNDEFINED_OBJECT, "role", gone);
        };
    }

    private static SlipherException missing(SqlState state, String kind, Definition gone) {
        return new SlipherException(state, "%s \"%s\" does not exist".formatted(kind, gone.name()))
                .withDetail("Another transaction has dropped it.")
                .withHint("Run the transaction again.");
    }

    static SlipherException conflict(String what) {
        return new SlipherException(
                        SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update")
                .withDetail("The %s was changed by another transaction.".formatted(what))
                .withHint("Run the transaction again.");
    }
}
