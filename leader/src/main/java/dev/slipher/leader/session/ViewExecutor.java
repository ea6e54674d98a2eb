package dev.slipher.leader.session;

import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Runs CREATE VIEW. */
final class ViewExecutor {
    private final SessionContext context;

    ViewExecutor(SessionContext context) {
        this.context = context;
    }

    String create(TableStatement.CreateView create) {
        TransactionExecutor.requireWritable(context, "CREATE VIEW");
        requireNoParameters(create);
        var name = create.view();
        var schema = context.names().creationSchema(name);
        context.rights().requireCreate(schema);
        var existing = context.transaction().catalog().findRelation(schema.oid(), name.name());
        var columns = List.<ViewDefinition.ViewColumn>of();
        var dependsOn = List.<Integer>of();
        var text = create.query().source().text();
        if (!create.lateBinding()) {
            var plan = context.plans()
                    .query(create.query(), create.query().source().text(), List.of());
            context.rights().requireSelect(plan);
            columns = columns(create, plan);
            dependsOn = dependsOn(plan);
            text = context.plans().withoutStars(create.query(), plan);
        }
        var searchPath = context.names().searchPathNames();
        var sql = SqlParser.capitalizeKeywords(text);
        if (existing.isEmpty()) {
            int oid = context.transaction().newOid();
            context.transaction()
                    .stage(new Action.Create(new ViewDefinition(
                            oid,
                            schema.oid(),
                            name.name(),
                            context.userOid(),
                            columns,
                            sql,
                            searchPath,
                            create.lateBinding(),
                            dependsOn)));
            return "CREATE VIEW";
        }
        if (!(existing.get() instanceof ViewDefinition old) || !create.orReplace()) {
            throw new SlipherException(
                            create.orReplace() ? SqlState.WRONG_OBJECT_TYPE : SqlState.DUPLICATE_TABLE,
                            create.orReplace()
                                    ? "\"%s\" is not a view".formatted(name.name())
                                    : "relation \"%s\" already exists".formatted(name.name()))
                    .withPosition(name.position());
        }
        context.rights().requireOwner(old);
        requireCompatible(old, columns);
        context.transaction()
                .stage(new Action.Alter(new ViewDefinition(
                        old.oid(),
                        old.schemaOid(),
                        old.name(),
                        old.ownerOid(),
                        columns,
                        sql,
                        searchPath,
                        create.lateBinding(),
                        dependsOn)));
        return "CREATE VIEW";
    }

    /** Whoever uses the view later has no values for them. */
    private static void requireNoParameters(TableStatement.CreateView create) {
        int count = create.query().parameterCount();
        if (count > 0) {
            throw new SlipherException(SqlState.UNDEFINED_PARAMETER, "there is no parameter $%d".formatted(count));
        }
    }

    private static List<ViewDefinition.ViewColumn> columns(TableStatement.CreateView create, PlannedQuery plan) {
        if (create.columns().size() > plan.columns().size()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "CREATE VIEW specifies more column names than columns");
        }
        var columns = new ArrayList<ViewDefinition.ViewColumn>();
        var names = new HashSet<String>();
        for (int i = 0; i < plan.columns().size(); i++) {
            var column = plan.columns().get(i);
            var name = i < create.columns().size() ? create.columns().get(i) : column.name();
            if (!names.add(name)) {
                throw new SlipherException(
                        SqlState.DUPLICATE_COLUMN, "column \"%s\" specified more than once".formatted(name));
            }
            columns.add(new ViewDefinition.ViewColumn(name, column.type()));
        }
        return columns;
    }

    /** Returns the tables and views that the query names itself; system relations never change, so they do not count. */
    private List<Integer> dependsOn(PlannedQuery plan) {
        var oids = new ArrayList<Integer>();
        for (var named : plan.relations()) {
            if (named.view().isPresent()) {
                continue;
            }
            switch (named.relation()) {
                case Relation.StoredTable table -> {
                    if (context.temporary().contains(table.oid())) {
                        throw new SlipherException(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "a view cannot refer to the temporary table \"%s\"".formatted(table.name()));
                    }
                    oids.add(table.oid());
                }
                case Relation.View view -> oids.add(view.oid());
                case Relation.SystemRelation _ -> {}
            }
        }
        return oids;
    }

    /** Other views may use the old columns, so they keep their names and types. */
    private static void requireCompatible(ViewDefinition old, List<ViewDefinition.ViewColumn> columns) {
        if (columns.size() < old.columns().size()) {
            throw new SlipherException(SqlState.INVALID_TABLE_DEFINITION, "cannot drop columns from view");
        }
        for (int i = 0; i < old.columns().size(); i++) {
            var before = old.columns().get(i);
            var now = columns.get(i);
            if (!before.name().equals(now.name())) {
                throw new SlipherException(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "cannot change name of view column \"%s\" to \"%s\"".formatted(before.name(), now.name()));
            }
            if (!before.type().equals(now.type())) {
                throw new SlipherException(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "cannot change data type of view column \"%s\" from %s to %s"
                                .formatted(before.name(), before.type(), now.type()));
            }
        }
    }
}
