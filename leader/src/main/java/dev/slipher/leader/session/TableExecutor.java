package dev.slipher.leader.session;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.leader.statement.TableStatement.TableKey;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.Notice;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Runs CREATE TABLE, CREATE TABLE AS, DROP TABLE and DROP VIEW. */
final class TableExecutor {
    private final SessionContext context;
    private final ChangeExecutor changes;

    TableExecutor(SessionContext context, ChangeExecutor changes) {
        this.context = context;
        this.changes = changes;
    }

    String create(TableStatement.CreateTable create, StatementRun run) {
        if (skips(create.table(), create.temporary(), create.ifNotExists(), run)) {
            return "CREATE TABLE";
        }
        var builder = new TableBuilder(create.table().name());
        create.columns().forEach(builder::addColumn);
        create.like()
                .ifPresent(like ->
                        builder.addLike(context.names().table(like.parent()).definition(), like.includingDefaults()));
        builder.attributes(create.attributes());
        // A foreign key may refer to the primary key of the same table, wherever that stands.
        var foreignLast = Comparator.<TableKey, Boolean>comparing(TableKey.ForeignKey.class::isInstance);
        for (var key : create.keys().stream().sorted(foreignLast).toList()) {
            builder.addKey(
                    key,
                    foreign -> isSelf(create, foreign)
                            ? builder.build(TableBuilder.SELF, 0, 0)
                            : new ForeignKeys(context).target(foreign, create.temporary()));
        }
        for (var column : create.columns()) {
            column.defaultSql().ifPresent(sql -> context.plans().checkDefault(sql, column.type(), column.position()));
        }
        add(create.table(), create.temporary(), builder);
        return "CREATE TABLE";
    }

    String createAs(TableStatement.CreateTableAs create, StatementRun run) {
        if (skips(create.table(), create.temporary(), create.ifNotExists(), run)) {
            return "CREATE TABLE AS";
        }
        var plan = context.plans().query(create.query(), create.query().source().text(), run);
        context.rights().requireSelect(plan);
        if (create.columns().size() > plan.columns().size()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "too many column names were specified");
        }
        var builder = new TableBuilder(create.table().name());
        for (int i = 0; i < plan.columns().size(); i++) {
            var column = plan.columns().get(i);
            builder.addColumn(
                    i < create.columns().size() ? create.columns().get(i) : column.name(),
                    StorableTypes.of(column.type()));
        }
        builder.attributes(create.attributes());
        var definition = add(create.table(), create.temporary(), builder);
        long count = create.withData() ? changes.insertRows(definition, plan, run) : 0;
        return "SELECT " + count;
    }

    /** Says whether the table is there already and IF NOT EXISTS was written; throws if it was not. */
    private boolean skips(QualifiedName name, boolean temporary, boolean ifNotExists, StatementRun run) {
        TransactionExecutor.requireWritable(context, "CREATE TABLE");
        boolean exists;
        if (temporary) {
            exists = context.temporary().find(name).isPresent();
        } else {
            var schema = context.names().creationSchema(name);
            context.rights().requireCreate(schema);
            exists = context.transaction()
                    .catalog()
                    .findRelation(schema.oid(), name.name())
                    .isPresent();
        }
        if (exists && !ifNotExists) {
            throw new SlipherException(
                            SqlState.DUPLICATE_TABLE, "relation \"%s\" already exists".formatted(name.name()))
                    .withPosition(name.position());
        }
        if (exists) {
            run.sink().notice(Notice.notice("relation \"%s\" already exists, skipping".formatted(name.name())));
        }
        return exists;
    }

    private TableDefinition add(QualifiedName name, boolean temporary, TableBuilder builder) {
        if (temporary) {
            return context.temporary().create(builder);
        }
        SchemaDefinition schema = context.names().creationSchema(name);
        var definition = builder.build(context.transaction().newOid(), schema.oid(), context.userOid());
        context.transaction().stage(new Action.Create(definition));
        return definition;
    }

    private boolean isSelf(TableStatement.CreateTable create, TableKey.ForeignKey key) {
        var table = create.table();
        var referenced = key.referencedTable();
        if (!referenced.name().equals(table.name()) || referenced.database().isPresent()) {
            return false;
        }
        if (create.temporary()
                || referenced.schema().isEmpty() && table.schema().isEmpty()) {
            return referenced.schema().isEmpty();
        }
        return context.names().creationSchema(table).oid()
                == context.names().creationSchema(referenced).oid();
    }

    String drop(TableStatement.DropRelation drop, StatementRun run) {
        TransactionExecutor.requireWritable(context, drop.view() ? "DROP VIEW" : "DROP TABLE");
        var relations = new LinkedHashSet<Definition>();
        for (var name : drop.names()) {
            var found = context.names().findRelation(name);
            if (found.isEmpty()) {
                missing(drop, name, run);
                continue;
            }
            var relation = found.get();
            boolean isView = relation instanceof ViewDefinition;
            if (isView != drop.view()) {
                throw new SlipherException(
                                SqlState.WRONG_OBJECT_TYPE,
                                "\"%s\" is not a %s".formatted(name.name(), drop.view() ? "view" : "table"))
                        .withHint("Use DROP %s to remove a %s."
                                .formatted(isView ? "VIEW" : "TABLE", isView ? "view" : "table"));
            }
            context.rights().requireOwnerOr(Right.DROP, relation);
            relations.add(relation);
        }
        new Dependencies(context).drop(List.copyOf(relations), drop.cascade(), run.sink());
        return drop.view() ? "DROP VIEW" : "DROP TABLE";
    }

    private static void missing(TableStatement.DropRelation drop, QualifiedName name, StatementRun run) {
        var kind = drop.view() ? "view" : "table";
        if (!drop.ifExists()) {
            throw new SlipherException(SqlState.UNDEFINED_TABLE, "%s \"%s\" does not exist".formatted(kind, name));
        }
        run.sink().notice(Notice.notice("%s \"%s\" does not exist, skipping".formatted(kind, name)));
    }
}
