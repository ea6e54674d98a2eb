package dev.slipher.leader.session;

import dev.slipher.leader.plan.PlannedQuery.Origin;
import dev.slipher.leader.transaction.LockMode;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.Notice;
import dev.slipher.wire.connection.ResultSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must go, or hold back, when a table or view is dropped: views over it and foreign keys that refer to it. */
final class Dependencies {
    private final SessionContext context;

    Dependencies(SessionContext context) {
        this.context = context;
    }

    /** Drops relations, with CASCADE also what depends on them, else only if nothing does but they themselves. */
    void drop(List<Definition> relations, boolean cascade, ResultSink sink) {
        var oids = relations.stream().map(Definition::oid).collect(Collectors.toSet());
        var needs = new ArrayList<Need>();
        relations.forEach(relation -> addNeeds(relation, oids, needs));
        if (!cascade && !needs.isEmpty()) {
            throw stillNeeded(relations, needs);
        }
        var dependents = new LinkedHashSet<Definition>();
        needs.forEach(need -> dependents.add(need.dependent()));
        var gone = new ArrayList<>(relations);
        for (var dependent : dependents) {
            if (dependent instanceof TableDefinition table) {
                context.transaction().stage(new Action.Alter(withoutReferencesTo(table, oids)));
            } else {
                noticeCascade(dependent, sink);
                gone.add(dependent);
            }
        }
        stageDrops(gone);
    }

    /** Drops the views over a column, with all that are over them. */
    void dropViewsOver(TableDefinition table, Column column, ResultSink sink) {
        var views = dependentViews(table, column);
        views.forEach(view -> noticeCascade(view, sink));
        stageDrops(views);
    }

    private static void noticeCascade(Definition view, ResultSink sink) {
        sink.notice(Notice.notice("drop cascades to view " + view.name()));
    }

    /** Drops relations of which each view goes before what it is over, as the catalog demands. */
    private void stageDrops(List<? extends Definition> relations) {
        var viewsOver = new HashMap<Integer, List<ViewDefinition>>();
        for (var relation : relations) {
            if (relation instanceof ViewDefinition view) {
                view.dependsOn()
                        .forEach(oid -> viewsOver
                                .computeIfAbsent(oid, _ -> new ArrayList<>())
                                .add(view));
            }
        }
        var begun = new HashSet<Integer>();
        var staged = new HashSet<Integer>();
        relations.forEach(relation -> stageDrop(relation, viewsOver, begun, staged));
    }

    private void stageDrop(
            Definition relation,
            Map<Integer, List<ViewDefinition>> viewsOver,
            Set<Integer> begun,
            Set<Integer> staged) {
        if (!begun.add(relation.oid())) {
            return;
        }
        for (var view : viewsOver.getOrDefault(relation.oid(), List.of())) {
            stageDrop(view, viewsOver, begun, staged);
            if (!staged.contains(view.oid())) {
                // One of views that refer to each other goes first, so another has to forget it.
                context.transaction().stage(new Action.Alter(withText(view, view.sql(), List.of())));
            }
        }
        if (relation instanceof TableDefinition) {
            context.transaction().lockTable(relation.oid(), LockMode.WRITE);
        }
        context.transaction().stage(new Action.Drop(relation.oid()));
        staged.add(relation.oid());
    }

    private static ViewDefinition withText(ViewDefinition view, String sql, List<Integer> dependsOn) {
        return new ViewDefinition(
                view.oid(),
                view.schemaOid(),
                view.name(),
                view.ownerOid(),
                view.columns(),
                sql,
                view.searchPath(),
                view.lateBinding(),
                dependsOn);
    }

    /** A view over a relation, or a table with a foreign key to it. */
    private record Need(Definition dependent, Definition relation) {
        String text() {
            var subject = dependent instanceof ViewDefinition ? "view" : "constraint of table";
            return "%s %s depends on %s %s".formatted(subject, dependent.name(), kind(relation), relation.name());
        }
    }

    /** Adds what depends on a relation and goes not with it. */
    private void addNeeds(Definition relation, Set<Integer> dropped, List<Need> needs) {
        var dependents = new ArrayList<Definition>(dependentViews(relation.oid()));
        dependents.addAll(referringTables(relation.oid()));
        dependents.stream()
                .filter(dependent -> !dropped.contains(dependent.oid()))
                .forEach(dependent -> needs.add(new Need(dependent, relation)));
    }

    /** Returns the views over a relation and the views over those, nearest first. */
    List<ViewDefinition> dependentViews(int oid) {
        var found = new LinkedHashSet<ViewDefinition>();
        var open = new ArrayList<Integer>(List.of(oid));
        for (int i = 0; i < open.size(); i++) {
            int current = open.get(i);
            context.transaction().catalog().views().stream()
                    .filter(view -> view.dependsOn().contains(current))
                    .filter(found::add)
                    .forEach(view -> open.add(view.oid()));
        }
        return List.copyOf(found);
    }

    /** Returns those of the views over a table that name a column of it; one that cannot be read may well. */
    List<ViewDefinition> dependentViews(TableDefinition table, Column column) {
        var origin = new Origin(table.oid(), column.id());
        return dependentViews(table.oid()).stream()
                .filter(view -> names(view, origin))
                .toList();
    }

    private boolean names(ViewDefinition view, Origin column) {
        try {
            return context.plans().columnsNamed(view).contains(column);
        } catch (SlipherException e) {
            context.cancellation().check();
            return true;
        }
    }

    /**
     * Changes the names of relations by staging a definition, and the texts of views over them, which go on to mean the same.
     *
     * @param names the new ones by oid, qualified and quoted
     * @param change what is staged
     */
    void rename(Map<Integer, String> names, Runnable change) {
        var views = context.transaction().catalog().views().stream()
                .filter(view -> view.dependsOn().stream().anyMatch(names::containsKey))
                .map(view -> withText(view, textNaming(view, names), view.dependsOn()))
                .toList();
        change.run();
        views.forEach(view -> context.transaction().stage(new Action.Alter(view)));
    }

    private String textNaming(ViewDefinition view, Map<Integer, String> names) {
        try {
            return context.plans().withRelationsNamed(view, names);
        } catch (SlipherException e) {
            // A view that cannot be read, such as one of a ring, is not changed; that it must stay is checked later.
            return view.sql();
        }
    }

    /**
     * Throws 2BP01 if a view over a relation, which was just changed, does not show the same any more.
     *
     * @param change such as {@code rename column a of}
     */
    void requireViewsStay(Definition relation, String change) {
        for (var view : dependentViews(relation.oid())) {
            if (!showsTheSame(view)) {
                throw new SlipherException(
                                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                                "cannot %s %s because other objects depend on it".formatted(change, relation.name()))
                        .withDetail("view %s depends on %s".formatted(view.name(), relation.name()))
                        .withHint("Drop the view, and create it again afterwards.");
            }
        }
    }

    private boolean showsTheSame(ViewDefinition view) {
        try {
            var plan = context.plans().view(view);
            var oids = plan.relations().stream()
                    .map(named -> named.relation().oid())
                    .collect(Collectors.toSet());
            return oids.containsAll(view.dependsOn())
                    && plan.columns().size() == view.columns().size();
        } catch (SlipherException e) {
            return false;
        }
    }

    private List<TableDefinition> referringTables(int oid) {
        var tables = new ArrayList<TableDefinition>();
        context.transaction().catalog().tables().forEach(table -> {
            var definition = table.definition();
            if (definition.oid() != oid && definition.constraints().stream().anyMatch(c -> refersTo(c, Set.of(oid)))) {
                tables.add(definition);
            }
        });
        return tables;
    }

    private static boolean refersTo(Constraint constraint, Set<Integer> oids) {
        return constraint instanceof Constraint.ForeignKey key && oids.contains(key.referencedTableOid());
    }

    private static TableDefinition withoutReferencesTo(TableDefinition table, Set<Integer> oids) {
        return new TableDefinition(
                table.oid(),
                table.schemaOid(),
                table.name(),
                table.ownerOid(),
                table.columns(),
                table.nextColumnId(),
                table.distribution(),
                table.sortKey(),
                table.constraints().stream().filter(c -> !refersTo(c, oids)).toList());
    }

    private static SlipherException stillNeeded(List<Definition> relations, List<Need> needs) {
        var message = relations.size() == 1
                ? "cannot drop %s %s because other objects depend on it"
                        .formatted(
                                kind(relations.getFirst()), relations.getFirst().name())
                : "cannot drop desired object(s) because other objects depend on them";
        return new SlipherException(SqlState.DEPENDENT_OBJECTS_STILL_EXIST, message)
                .withDetail(needs.stream().map(Need::text).collect(Collectors.joining("\n")))
                .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }

    private static String kind(Definition relation) {
        return relation instanceof ViewDefinition ? "view" : "table";
    }
}
