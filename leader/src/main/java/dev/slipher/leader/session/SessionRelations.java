package dev.slipher.leader.session;

import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.plan.RelationResolver;
import dev.slipher.leader.plan.TableStatistics;
import dev.slipher.leader.plan.TableStatistics.ColumnStatistics;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.systemtable.SystemRelation;
import dev.slipher.leader.systemtable.SystemRelations;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.SchemaDefinition;
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

    SessionRelations(SessionContext context) {
        this.context = context;
        this.viewPath = Optional.empty();
    }

    /** Resolves the names in a view, which never mean temporary tables. */
    SessionRelations(SessionContext context, List<String> searchPath) {
        this.context = context;
        this.viewPath = Optional.of(searchPath);
    }

    @Override
    public Optional<Relation> resolve(QualifiedName name) {
        context.names().requireThisDatabase(name);
        var temporary = viewPath.isPresent()
                ? Optional.<Table>empty()
                : context.temporary().find(name);
        if (temporary.isPresent()) {
            return temporary.map(table -> stored(TemporaryRelations.SCHEMA, table));
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

    private Optional<Relation> inSchema(String schema, String name) {
        if (ObjectNames.isSystemSchema(schema)) {
            return SystemRelations.find(schema, name).map(SessionRelations::system);
        }
        var catalog = context.transaction().catalog();
        return catalog.findSchema(context.databaseOid(), schema)
                .flatMap(s -> catalog.findRelation(s.oid(), name).map(found -> relation(s, found)));
    }

    private Relation relation(SchemaDefinition schema, Definition definition) {
        return definition instanceof ViewDefinition view
                ? new Relation.View(schema.name(), view, new SessionRelations(context, view.searchPath()))
                : stored(schema.name(), context.table(definition.oid()));
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
