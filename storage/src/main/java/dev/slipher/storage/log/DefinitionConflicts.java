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
import java.util.Optional;
import java.util.Set;

/**
 * Finds transactions that replace a definition, rights or settings that others have changed since: the whole of each is
 * replaced, so what the others did would be undone. What others have dropped is missing instead, be it to be changed or
 * to get rows, in the words that a statement gets which begins too late.
 */
final class DefinitionConflicts {
    private DefinitionConflicts() {}

    /**
     * Checks an action that was staged on {@code base} and is to be applied to {@code now}.
     *
     * @throws SlipherException 40001 if it conflicts, 42P01, 3F000, 3D000 or 42704 if what it needs is gone
     */
    static void check(Catalog base, Action action, Catalog now) {
        switch (action) {
            case Action.Create(var definition) -> {
                requireParent(base, definition, now);
                requireViewed(base, definition, now);
            }
            case Action.Alter(var definition) -> {
                requireThere(base, definition.oid(), now);
                requireParent(base, definition, now);
                requireViewed(base, definition, now);
                requireUnchanged(base, definition, now);
            }
            case Action.Drop(int oid) -> requireThere(base, oid, now);
            case Action.SetComment comment -> requireThere(base, comment.oid(), now);
            case Action.SetPrivileges(int oid, var privileges) -> {
                requireThere(base, oid, now);
                for (var privilege : privileges) {
                    requireThere(base, privilege.granteeOid(), now);
                    requireThere(base, privilege.grantorOid(), now);
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
            case Action.AddSegments segments -> requireThere(base, segments.tableOid(), now);
            case Action.AddRows rows -> requireThere(base, rows.tableOid(), now);
            case Action.AddDeletes deletes -> requireThere(base, deletes.tableOid(), now);
            case Action.MoveRows move -> requireThere(base, move.tableOid(), now);
            case Action.Truncate(int tableOid) -> requireThere(base, tableOid, now);
            case Action.DrawIdentities identities -> requireThere(base, identities.tableOid(), now);
            case Action.SetStatistics statistics -> requireThere(base, statistics.tableOid(), now);
        }
    }

    /** An object of the same transaction is in neither catalog, and so never missing. */
    private static void requireThere(Catalog base, int oid, Catalog now) {
        var before = base.findObject(oid);
        if (before.isPresent() && now.findObject(oid).isEmpty()) {
            throw missing(before.get());
        }
    }

    /** What holds an object, and who owns it, must be there. */
    private static void requireParent(Catalog base, Definition definition, Catalog now) {
        switch (definition) {
            case SchemaDefinition schema -> {
                requireThere(base, schema.databaseOid(), now);
                requireThere(base, schema.ownerOid(), now);
            }
            case TableDefinition table -> {
                requireThere(base, table.schemaOid(), now);
                requireThere(base, table.ownerOid(), now);
            }
            case ViewDefinition view -> {
                requireThere(base, view.schemaOid(), now);
                requireThere(base, view.ownerOid(), now);
            }
            case DatabaseDefinition database -> requireThere(base, database.ownerOid(), now);
            case UserDefinition _ -> {}
        }
    }

    /** What a view was bound to must still be what it was bound to. */
    private static void requireViewed(Catalog base, Definition definition, Catalog now) {
        if (!(definition instanceof ViewDefinition view)) {
            return;
        }
        for (int oid : view.dependsOn()) {
            requireThere(base, oid, now);
            var before = base.findTable(oid);
            var after = now.findTable(oid);
            if (before.isPresent()
                    && after.isPresent()
                    && losesNames(before.get().definition(), after.get().definition())) {
                throw conflict("definition of \"%s\""
                        .formatted(before.get().definition().name()));
            }
        }
    }

    private static void requireUnchanged(Catalog base, Definition definition, Catalog now) {
        var before = base.findObject(definition.oid());
        if (before.isEmpty()) {
            return;
        }
        boolean conflicts = !before.equals(now.findObject(definition.oid()))
                || definition instanceof TableDefinition table && meetsNewViews(base, table, now);
        if (conflicts) {
            throw conflict("definition of \"%s\"".formatted(definition.name()));
        }
    }

    /** Returns whether others made views of a table meanwhile that may use what it loses. */
    private static boolean meetsNewViews(Catalog base, TableDefinition altered, Catalog now) {
        var before = base.findTable(altered.oid()).orElseThrow();
        return losesNames(before.definition(), altered)
                && now.views().stream()
                        .anyMatch(view -> view.dependsOn().contains(altered.oid())
                                && !base.findObject(view.oid()).equals(Optional.of(view)));
    }

    /** Returns whether a query of the table may mean something else, or nothing, after it was altered. */
    private static boolean losesNames(TableDefinition before, TableDefinition after) {
        return before.schemaOid() != after.schemaOid()
                || !before.name().equals(after.name())
                || !before.columns().stream()
                        .allMatch(column -> after.findColumn(column.id())
                                .filter(same -> same.name().equals(column.name())
                                        && same.type().equals(column.type()))
                                .isPresent());
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
    private static boolean lacksValues(Column added) {
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

    private static SlipherException conflict(String what) {
        return new SlipherException(
                        SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update")
                .withDetail("The %s was changed by another transaction.".formatted(what))
                .withHint("Run the transaction again.");
    }
}
