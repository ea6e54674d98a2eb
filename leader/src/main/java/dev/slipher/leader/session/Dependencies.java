package dev.slipher.leader.session;

import dev.slipher.leader.plan.PlannedQuery.Origin;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Column;
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
    private final ForeignKeys foreignKeys;

    Dependencies(SessionContext context) {
        this.context = context;
        foreignKeys = new ForeignKeys(context);
    }

    /** A view, or a foreign key, and what it needs. */
    private sealed interface Need {
        String needed();

        String dependent();

        default String text() {
            return "%s depends on %s".formatted(dependent(), needed());
        }
    }

    private record ViewNeed(ViewDefinition view, String needed) implements Need {
        @Override
        public String dependent() {
            return "view " + view.name();
        }
    }

    private record KeyNeed(ForeignKeys.Reference reference, String needed) implements Need {
        @Override
        public String dependent() {
            return "constraint %s on table %s"
                    .formatted(reference.key().name(), reference.table().name());
        }
    }

    /** Drops relations, with CASCADE also what depends on them, else only if nothing does but they themselves. */
    void drop(List<Definition> relations, boolean cascade, ResultSink sink) {
        var oids = relations.stream().map(Definition::oid).collect(Collectors.toSet());
        var needs = new ArrayList<Need>();
        for (var relation : relations) {
            var needed = kind(relation) + " " + relation.name();
            dependentViews(relation.oid()).stream()
                    .filter(view -> !oids.contains(view.oid()))
                    .forEach(view -> needs.add(new ViewNeed(view, needed)));
            foreignKeys.to(relation.oid()).stream()
                    .filter(reference -> !oids.contains(reference.table().oid()))
                    .forEach(reference -> needs.add(new KeyNeed(reference, needed)));
        }
        requireCascade(
                relations.size() == 1
                        ? "%s %s because other objects depend on it"
                                .formatted(
                                        kind(relations.getFirst()),
                                        relations.getFirst().name())
                        : "desired object(s) because other objects depend on them",
                needs,
                cascade);
        var gone = new ArrayList<>(relations);
        gone.addAll(release(needs, sink));
        stageDrops(gone);
    }

    /**
     * Drops views and foreign keys that depend on a part of a table, with CASCADE, else throws 2BP01 if there are any.
     *
     * @param part such as {@code column a of table t}
     */
    void dropOver(
            String part,
            List<ViewDefinition> views,
            List<ForeignKeys.Reference> keys,
            boolean cascade,
            ResultSink sink) {
        var needs = new ArrayList<Need>();
        views.forEach(view -> needs.add(new ViewNeed(view, part)));
        keys.forEach(key -> needs.add(new KeyNeed(key, part)));
        requireCascade(part + " because other objects depend on it", needs, cascade);
        stageDrops(release(needs, sink));
    }

    /** Drops the keys among dependents, and returns the views, each once. */
    private List<ViewDefinition> release(List<Need> needs, ResultSink sink) {
        var views = new LinkedHashSet<ViewDefinition>();
        for (var need : needs) {
            boolean isFirst = switch (need) {
                case ViewNeed(var view, var _) -> views.add(view);
                case KeyNeed(var reference, var _) -> {
                    foreignKeys.drop(reference);
                    yield true;
                }
            };
            if (isFirst) {
                sink.notice(Notice.notice("drop cascades to " + need.dependent()));
            }
        }
        return List.copyOf(views);
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
            context.lockTable(relation.oid());
        }
        context.stage(relation.oid(), new Action.Drop(relation.oid()));
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
            context.cancellation().check();
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
            context.cancellation().check();
            return false;
        }
    }

    private static void requireCascade(String what, List<Need> needs, boolean cascade) {
        if (!cascade && !needs.isEmpty()) {
            throw new SlipherException(SqlState.DEPENDENT_OBJECTS_STILL_EXIST, "cannot drop " + what)
                    .withDetail(needs.stream().map(Need::text).collect(Collectors.joining("\n")))
                    .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
        }
    }

    private static String kind(Definition relation) {
        return relation instanceof ViewDefinition ? "view" : "table";
    }
}
