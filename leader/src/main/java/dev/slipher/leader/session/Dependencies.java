package dev.slipher.leader.session;

import dev.slipher.leader.transaction.LockMode;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.Notice;
import dev.slipher.wire.connection.ResultSink;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** What must go, or hold back, when a table or view is dropped: views over it and foreign keys that refer to it. */
final class Dependencies {
    private final SessionContext context;

    Dependencies(SessionContext context) {
        this.context = context;
    }

    /** Drops a relation, with CASCADE also what depends on it, else only if nothing does. */
    void drop(Definition relation, boolean cascade, ResultSink sink) {
        var views = dependentViews(relation.oid());
        var references = referringTables(relation.oid());
        if (!cascade && (!views.isEmpty() || !references.isEmpty())) {
            throw stillNeeded(relation, views, references);
        }
        for (var view : views.reversed()) {
            sink.notice(Notice.notice("drop cascades to view " + view.name()));
            context.transaction().stage(new Action.Drop(view.oid()));
        }
        for (var table : references) {
            context.transaction().stage(new Action.Alter(withoutReferencesTo(table, relation.oid())));
        }
        if (relation instanceof TableDefinition) {
            context.transaction().lockTable(relation.oid(), LockMode.WRITE);
        }
        context.transaction().stage(new Action.Drop(relation.oid()));
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
            if (definition.oid() != oid && definition.constraints().stream().anyMatch(c -> refersTo(c, oid))) {
                tables.add(definition);
            }
        });
        return tables;
    }

    private static boolean refersTo(Constraint constraint, int oid) {
        return constraint instanceof Constraint.ForeignKey key && key.referencedTableOid() == oid;
    }

    private static TableDefinition withoutReferencesTo(TableDefinition table, int oid) {
        return new TableDefinition(
                table.oid(),
                table.schemaOid(),
                table.name(),
                table.ownerOid(),
                table.columns(),
                table.nextColumnId(),
                table.distribution(),
                table.sortKey(),
                table.constraints().stream().filter(c -> !refersTo(c, oid)).toList());
    }

    private static SlipherException stillNeeded(
            Definition relation, List<ViewDefinition> views, List<TableDefinition> references) {
        var kind = relation instanceof ViewDefinition ? "view" : "table";
        var lines = new ArrayList<String>();
        views.forEach(v -> lines.add("view %s depends on %s %s".formatted(v.name(), kind, relation.name())));
        references.forEach(
                t -> lines.add("constraint of table %s depends on %s %s".formatted(t.name(), kind, relation.name())));
        return new SlipherException(
                        SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                        "cannot drop %s %s because other objects depend on it".formatted(kind, relation.name()))
                .withDetail(String.join("\n", lines))
                .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
}
