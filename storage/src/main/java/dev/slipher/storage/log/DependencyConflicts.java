package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds where what one transaction defines needs what others have taken away since, or the other way round: a view the
 * names that its query is written in, a foreign key the columns and the key that it refers to.
 */
final class DependencyConflicts {
    private final Catalog base;
    private final Catalog now;

    /** What the transaction itself makes of objects; empty for those that it drops. */
    private final Map<Integer, Optional<Definition>> own = new HashMap<>();

    /** Prepares to check {@code actions}, which were staged on {@code base} and are to be applied to {@code now}. */
    DependencyConflicts(Catalog base, Iterable<Action> actions, Catalog now) {
        this.base = base;
        this.now = now;
        if (hasOtherDefinitions()) {
            actions.forEach(this::note);
        }
    }

    private boolean hasOtherDefinitions() {
        return base.header().schemaVersion() != now.header().schemaVersion();
    }

    private void note(Action action) {
        switch (action) {
            case Action.Create(var definition) -> own.put(definition.oid(), Optional.of(definition));
            case Action.Alter(var definition) -> own.put(definition.oid(), Optional.of(definition));
            case Action.Drop(int oid) -> own.put(oid, Optional.empty());
            default -> {}
        }
    }

    /**
     * Checks the new definition of an object that is new or was there.
     *
     * @throws SlipherException 40001 if it conflicts, 42P01 if what a view is over is gone
     */
    void check(Definition definition) {
        if (!hasOtherDefinitions()) {
            return;
        }
        switch (definition) {
            case ViewDefinition view -> {
                requireNamed(view);
                findBase(view, ViewDefinition.class).ifPresent(before -> requireUnviewed(before, view));
            }
            case TableDefinition table -> {
                requireReferred(table);
                findBase(table, TableDefinition.class).ifPresent(before -> {
                    requireUnviewed(before, table);
                    requireUnreferred(before, key -> key.isBrokenBy(before, table));
                });
            }
            case SchemaDefinition schema ->
                findBase(schema, SchemaDefinition.class)
                        .filter(before -> !before.name().equals(schema.name()))
                        .ifPresent(before -> requireNoOtherViews(before, view -> namesSchema(view, before.oid())));
            case DatabaseDefinition _, UserDefinition _ -> {}
        }
    }

    /** Checks the drop of an object; that there are no views over it is a condition of every drop. */
    void checkDrop(int oid) {
        if (hasOtherDefinitions()) {
            base.findTable(oid).ifPresent(table -> requireUnreferred(table.definition(), _ -> true));
        }
    }

    private <T extends Definition> Optional<T> findBase(T definition, Class<T> kind) {
        return base.findObject(definition.oid()).map(kind::cast);
    }

    /** What a view was bound to must still be what it was bound to, and be called as the view's text says. */
    private void requireNamed(ViewDefinition view) {
        for (int oid : view.dependsOn()) {
            var before = base.findObject(oid);
            if (before.isPresent()) {
                var after = now.findObject(oid).orElseThrow(() -> DefinitionConflicts.missing(before.get()));
                if (losesNames(before.get(), after)) {
                    throw changed(before.get());
                }
            }
            own.getOrDefault(oid, before)
                    .flatMap(relation -> base.findObject(schemaOf(relation)))
                    .filter(schema -> now.findObject(schema.oid())
                            .filter(present -> !present.name().equals(schema.name()))
                            .isPresent())
                    .ifPresent(schema -> {
                        throw changed(schema);
                    });
        }
    }

    /** Others may have made views meanwhile over what loses its name or columns. */
    private void requireUnviewed(Definition before, Definition altered) {
        if (losesNames(before, altered)) {
            requireNoOtherViews(altered, view -> view.dependsOn().contains(altered.oid()));
        }
    }

    private void requireNoOtherViews(Definition named, Predicate<ViewDefinition> uses) {
        boolean found = now.views().stream()
                .anyMatch(view -> !base.findObject(view.oid()).equals(Optional.of(view)) && uses.test(view));
        if (found) {
            throw changed(named);
        }
    }

    private boolean namesSchema(ViewDefinition view, int schemaOid) {
        return view.dependsOn().stream()
                .anyMatch(oid -> now.findObject(oid)
                        .filter(relation -> schemaOf(relation) == schemaOid)
                        .isPresent());
    }

    /** Returns whether a query of a table or view may mean something else, or nothing, after it was altered. */
    private static boolean losesNames(Definition before, Definition after) {
        return schemaOf(before) != schemaOf(after)
                || !before.name().equals(after.name())
                || before instanceof TableDefinition table
                        && after instanceof TableDefinition altered
                        && losesColumns(table, altered)
                || before instanceof ViewDefinition view
                        && after instanceof ViewDefinition altered
                        && losesColumns(view, altered);
    }

    private static boolean losesColumns(TableDefinition before, TableDefinition after) {
        return !before.columns().stream()
                .allMatch(column -> after.findColumn(column.id())
                        .filter(same ->
                                same.name().equals(column.name()) && same.type().equals(column.type()))
                        .isPresent());
    }

    private static boolean losesColumns(ViewDefinition before, ViewDefinition after) {
        int count = before.columns().size();
        return after.columns().size() < count
                || !after.columns().subList(0, count).equals(before.columns());
    }

    /** What foreign keys of a table refer to must still be there. */
    private void requireReferred(TableDefinition table) {
        for (var constraint : table.constraints()) {
            if (constraint instanceof Constraint.ForeignKey key && key.referencedTableOid() != table.oid()) {
                base.findTable(key.referencedTableOid()).ifPresent(before -> {
                    boolean stays = now.findTable(before.oid())
                            .filter(after -> !key.isBrokenBy(before.definition(), after.definition()))
                            .isPresent();
                    if (!stays) {
                        throw changed(before.definition());
                    }
                });
            }
        }
    }

    /** Others may have made foreign keys meanwhile that refer to what a table loses. */
    private void requireUnreferred(TableDefinition table, Predicate<Constraint.ForeignKey> isBroken) {
        for (var object : now.objects()) {
            boolean refers = object.oid() != table.oid()
                    && object instanceof TableDefinition
                    && own.getOrDefault(object.oid(), Optional.of(object)).stream()
                            .flatMap(staged -> ((TableDefinition) staged).foreignKeysTo(table.oid()))
                            .anyMatch(isBroken);
            if (refers) {
                throw changed(object);
            }
        }
    }

    private static int schemaOf(Definition relation) {
        return switch (relation) {
            case TableDefinition table -> table.schemaOid();
            case ViewDefinition view -> view.schemaOid();
            case DatabaseDefinition _, SchemaDefinition _, UserDefinition _ -> 0;
        };
    }

    private static SlipherException changed(Definition definition) {
        return DefinitionConflicts.conflict("definition of \"%s\"".formatted(definition.name()));
    }
}
