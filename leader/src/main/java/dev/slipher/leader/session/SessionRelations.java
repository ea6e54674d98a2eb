package dev.slipher.leader.session;

import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.plan.RelationResolver;
import dev.slipher.leader.plan.TableStatistics;
import dev.slipher.leader.plan.TableStatistics.ColumnStatistics;
import dev.slipher.leader.session.Lookups.Meaning;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.systemtable.SystemRelation;
import dev.slipher.leader.systemtable.SystemRelations;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableContents;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What names in a query mean: to the session, or to a view with the search path that it was made with. */
final class SessionRelations implements RelationResolver {
    private static final double SYSTEM_ROWS = 500;

    private final SessionContext context;
    private final Optional<List<String>> viewPath;
    private final Lookups lookups;

    /**
     * Resolves the names in a statement, or those in a view, which never mean temporary tables.
     *
     * @param viewPath the search path that the view was made with
     * @param lookups where it is noted what names meant
     */
    SessionRelations(SessionContext context, Optional<List<String>> viewPath, Lookups lookups) {
        this.context = context;
        this.viewPath = viewPath;
        this.lookups = lookups;
    }

    @Override
    public Optional<Relation> resolve(QualifiedName name) {
        var meaning = meaning(name);
        lookups.note(name, viewPath, meaning);
        return meaning.map(this::relation);
    }

    /** Returns what a name means. */
    Optional<Meaning> meaning(QualifiedName name) {
        context.names().requireThisDatabase(name);
        var temporary = viewPath.isPresent()
                ? Optional.<Table>empty()
                : context.temporary().find(name);
        if (temporary.isPresent()) {
            return temporary.map(Meaning.Temporary::new);
        }
        if (name.schema().isPresent()) {
            return inSchema(name.schema().get(), name.name());
        }
        for (var schema : viewPath.orElseGet(() -> context.names().searchPathNames())) {
            var found = inSchema(schema, name.name());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Meaning> inSchema(String schema, String name) {
        if (ObjectNames.isSystemSchema(schema)) {
            return SystemRelations.find(schema, name).map(Meaning.Built::new);
        }
        var catalog = context.transaction().catalog();
        return catalog.findSchema(context.databaseOid(), schema)
                .flatMap(s -> catalog.findRelation(s.oid(), name))
                .map(definition -> new Meaning.Stored(
                        schema,
                        definition,
                        catalog.findTable(definition.oid())
                                .map(table -> table.contents().statisticsEpoch())
                                .orElse(0L)));
    }

    private Relation relation(Meaning meaning) {
        return switch (meaning) {
            case Meaning.Temporary(var table) -> stored(TemporaryRelations.SCHEMA, table);
            case Meaning.Built(var relation) -> system(relation);
            case Meaning.Stored(var schema, ViewDefinition view, var _) ->
                new Relation.View(schema, view, new SessionRelations(context, Optional.of(view.searchPath()), lookups));
            case Meaning.Stored(var schema, var definition, var _) -> stored(schema, context.table(definition.oid()));
        };
    }

    private static Relation stored(String schema, Table table) {
        return new Relation.StoredTable(schema, table.definition(), statistics(table.definition(), table.contents()));
    }

    private static Relation system(SystemRelation relation) {
        var columns = relation.columns().stream()
                .map(c -> new Relation.SystemColumn(c.name(), c.type()))
                .toList();
        return new Relation.SystemRelation(relation.schema(), relation.name(), relation.oid(), columns, SYSTEM_ROWS);
    }

    /** Returns what the catalog knows about a table's rows. */
    private static TableStatistics statistics(TableDefinition definition, TableContents contents) {
        var columns = new HashMap<Integer, ColumnStatistics>();
        for (var column : definition.columns()) {
            ColumnSummary known = contents.statistics().get(column.id());
            if (known != null && known.rowCount() > 0) {
                columns.put(
                        column.id(),
                        new ColumnStatistics(
                                OptionalDouble.of((double) known.distinct().estimate()),
                                known.nullFraction(),
                                known.min(),
                                known.max(),
                                known.averageWidth()));
            }
        }
        return new TableStatistics(contents.rowCount(), contents.byteCount(), columns);
    }
}
