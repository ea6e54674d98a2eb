package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableContents;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;

/**
 * Finds transactions that replace a definition, rights or settings that others have changed since: the whole of each is
 * replaced, so what the others did would be undone.
 */
final class DefinitionConflicts {
    private DefinitionConflicts() {}

    /**
     * Checks an action that was staged on {@code base} and is to be applied to {@code now}.
     *
     * @throws SlipherException 40001 if it conflicts
     */
    static void check(Catalog base, Action action, Catalog now) {
        switch (action) {
            case Action.Alter(var definition) -> {
                var before = base.findObject(definition.oid());
                if (before.isPresent()
                        && (!before.equals(now.findObject(definition.oid()))
                                || definition instanceof TableDefinition table && meetsNewRows(base, table, now))) {
                    throw conflict("definition of \"%s\"".formatted(definition.name()));
                }
            }
            case Action.SetPrivileges(int oid, var _) -> {
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
            default -> {}
        }
    }

    /** Returns whether a column allows less than before and others added rows, which were not checked for that. */
    private static boolean meetsNewRows(Catalog base, TableDefinition altered, Catalog now) {
        var before = base.findTable(altered.oid()).orElseThrow();
        var tightened = altered.columns().stream()
                .anyMatch(column -> before.definition()
                        .findColumn(column.id())
                        .filter(known -> isTightened(known, column))
                        .isPresent());
        return tightened
                && !rows(before.contents())
                        .equals(now.findTable(altered.oid())
                                .map(Table::contents)
                                .map(DefinitionConflicts::rows)
                                .orElseThrow());
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

    /** What changes whenever rows come. */
    private record Rows(long segmentRows, long inlineEnd, long truncations) {}

    private static Rows rows(TableContents contents) {
        return new Rows(
                contents.segments().totals().rowCount(), contents.inlineRows().endRow(), contents.truncations());
    }

    private static SlipherException conflict(String what) {
        return new SlipherException(
                        SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update")
                .withDetail("The %s was changed by another transaction.".formatted(what))
                .withHint("Run the transaction again.");
    }
}
