package dev.slipher.leader.session;

import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.ObjectStatement.GrantTarget;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Privilege;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.SettingScope;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.Notice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the statements about schemas, databases, rights and comments. */
final class ObjectExecutor {
    private final SessionContext context;

    ObjectExecutor(SessionContext context) {
        this.context = context;
    }

    String createSchema(ObjectStatement.CreateSchema create, StatementRun run) {
        TransactionExecutor.requireWritable(context, "CREATE SCHEMA");
        var name = create.schema();
        if (name.startsWith("pg_") || ObjectNames.isSystemSchema(name)) {
            throw new SlipherException(SqlState.RESERVED_NAME, "unacceptable schema name \"%s\"".formatted(name))
                    .withDetail("The prefix \"pg_\" is reserved for system schemas.");
        }
        context.rights().requireSuperuserOr(Right.CREATE, context.database(), "database");
        if (context.names().findSchema(name).isPresent() && create.ifNotExists()) {
            run.sink().notice(Notice.notice("schema \"%s\" already exists, skipping".formatted(name)));
            return "CREATE SCHEMA";
        }
        int owner = create.owner().map(user -> context.user(user).oid()).orElse(context.userOid());
        context.transaction()
                .stage(new Action.Create(
                        new SchemaDefinition(context.transaction().newOid(), context.databaseOid(), name, owner)));
        return "CREATE SCHEMA";
    }

    String dropSchema(ObjectStatement.DropSchema drop, StatementRun run) {
        TransactionExecutor.requireWritable(context, "DROP SCHEMA");
        for (var name : drop.schemas()) {
            var found = context.names().findSchema(name);
            if (found.isEmpty() && drop.ifExists()) {
                run.sink().notice(Notice.notice("schema \"%s\" does not exist, skipping".formatted(name)));
                continue;
            }
            var schema = context.names().schema(name);
            context.rights().requireOwner(schema);
            if (drop.cascade()) {
                new Dependencies(context).drop(relationsIn(schema), true, run.sink());
            }
            context.transaction().stage(new Action.Drop(schema.oid()));
        }
        return "DROP SCHEMA";
    }

    private List<Definition> relationsIn(SchemaDefinition schema) {
        var relations = new ArrayList<Definition>();
        for (var object : context.transaction().catalog().objects()) {
            boolean inside = object instanceof TableDefinition table && table.schemaOid() == schema.oid()
                    || object instanceof ViewDefinition view && view.schemaOid() == schema.oid();
            if (inside) {
                relations.add(object);
            }
        }
        return relations;
    }

    String alterNamespace(ObjectStatement.AlterNamespace alter) {
        TransactionExecutor.requireWritable(context, alter.database() ? "ALTER DATABASE" : "ALTER SCHEMA");
        if (alter.database()) {
            var database = context.database(alter.name());
            context.rights().requireOwner(database);
            if (alter.newName().isPresent() && database.oid() == context.databaseOid()) {
                throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "current database cannot be renamed");
            }
            context.transaction()
                    .stage(new Action.Alter(new DatabaseDefinition(
                            database.oid(),
                            alter.newName().orElse(database.name()),
                            alter.newOwner().map(this::newOwner).orElse(database.ownerOid()))));
            return "ALTER DATABASE";
        }
        var schema = context.names().schema(alter.name());
        context.rights().requireOwner(schema);
        var changed = new SchemaDefinition(
                schema.oid(),
                schema.databaseOid(),
                alter.newName().orElse(schema.name()),
                alter.newOwner().map(this::newOwner).orElse(schema.ownerOid()));
        var relations = changed.name().equals(schema.name()) ? List.<Definition>of() : relationsIn(schema);
        var names = relations.stream()
                .collect(Collectors.toMap(
                        Definition::oid,
                        relation -> QualifiedName.quote(changed.name()) + "." + QualifiedName.quote(relation.name())));
        var dependencies = new Dependencies(context);
        dependencies.rename(names, () -> context.transaction().stage(new Action.Alter(changed)));
        relations.forEach(relation -> dependencies.requireViewsStay(relation, "rename the schema of"));
        return "ALTER SCHEMA";
    }

    private int newOwner(String name) {
        var user = context.user(name);
        context.rights().requireGiveTo(user);
        return user.oid();
    }

    /** Takes effect in sessions that begin later. */
    String alterIsolation(ObjectStatement.AlterIsolation alter) {
        TransactionExecutor.requireWritable(context, "ALTER DATABASE");
        var database = context.database(alter.database());
        context.rights().requireOwner(database);
        stageIsolation(database.oid(), alter.level());
        return "ALTER DATABASE";
    }

    private void stageIsolation(int databaseOid, String level) {
        var scope = new SettingScope(databaseOid, 0);
        var values = new HashMap<>(context.transaction().catalog().settings(scope));
        values.put("default_transaction_isolation", level);
        context.transaction().stage(new Action.SetSettings(scope, values));
    }

    String createDatabase(ObjectStatement.CreateDatabase create) {
        requireOutsideBlock("CREATE DATABASE");
        context.rights().requireCreateDatabase();
        int owner = create.owner().map(user -> context.user(user).oid()).orElse(context.userOid());
        int oid = context.transaction().newOid();
        context.transaction().stage(new Action.Create(new DatabaseDefinition(oid, create.database(), owner)));
        int schemaOid = context.transaction().newOid();
        context.transaction().stage(new Action.Create(new SchemaDefinition(schemaOid, oid, "public", owner)));
        context.transaction().stage(new Action.SetPrivileges(schemaOid, Rights.publicSchema(owner)));
        create.isolationLevel().ifPresent(level -> stageIsolation(oid, level));
        return "CREATE DATABASE";
    }

    String dropDatabase(ObjectStatement.DropDatabase drop, StatementRun run) {
        requireOutsideBlock("DROP DATABASE");
        var found = context.transaction().catalog().findDatabase(drop.database());
        if (found.isEmpty() && drop.ifExists()) {
            run.sink().notice(Notice.notice("database \"%s\" does not exist, skipping".formatted(drop.database())));
            return "DROP DATABASE";
        }
        var database = context.database(drop.database());
        context.rights().requireOwner(database);
        if (database.oid() == context.databaseOid()) {
            throw new SlipherException(SqlState.OBJECT_IN_USE, "cannot drop the currently open database");
        }
        boolean used =
                context.warehouse().queries().sessions().stream().anyMatch(s -> s.databaseOid() == database.oid());
        if (used) {
            throw new SlipherException(
                    SqlState.OBJECT_IN_USE,
                    "database \"%s\" is being accessed by other users".formatted(database.name()));
        }
        for (var schema : context.transaction().catalog().schemas(database.oid())) {
            new Dependencies(context).drop(relationsIn(schema), true, run.sink());
            context.transaction().stage(new Action.Drop(schema.oid()));
        }
        context.transaction().stage(new Action.Drop(database.oid()));
        return "DROP DATABASE";
    }

    private void requireOutsideBlock(String command) {
        TransactionExecutor.requireWritable(context, command);
        if (context.transaction().isInBlock()) {
            throw new SlipherException(
                    SqlState.ACTIVE_SQL_TRANSACTION, "%s cannot run inside a transaction block".formatted(command));
        }
    }

    String grant(ObjectStatement.Grant grant) {
        TransactionExecutor.requireWritable(context, grant.revoke() ? "REVOKE" : "GRANT");
        var grantees = grant.grantees().stream().map(this::granteeOid).toList();
        for (var name : grant.objects()) {
            for (var object : targets(grant.target(), name)) {
                var grants = new Grants(context, object);
                if (grant.revoke()) {
                    grants.revoke(grant, grantees);
                } else {
                    grants.grant(grant, grantees);
                }
                context.transaction().stage(new Action.SetPrivileges(object.oid(), grants.privileges()));
            }
        }
        return grant.revoke() ? "REVOKE" : "GRANT";
    }

    private List<Definition> targets(GrantTarget target, dev.slipher.leader.statement.QualifiedName name) {
        return switch (target) {
            case TABLE -> List.of(context.names().relation(name));
            case ALL_TABLES_IN_SCHEMA -> relationsIn(context.names().schema(name.name()));
            case SCHEMA -> List.of(context.names().schema(name.name()));
            case DATABASE -> List.of(context.database(name.name()));
        };
    }

    private int granteeOid(String name) {
        return name.equals("public") ? Privilege.PUBLIC : context.user(name).oid();
    }

    String comment(ObjectStatement.Comment comment) {
        TransactionExecutor.requireWritable(context, "COMMENT");
        Definition object = switch (comment.target()) {
            case TABLE, VIEW, COLUMN -> context.names().relation(comment.name());
            case SCHEMA -> context.names().schema(comment.name().name());
            case DATABASE -> context.database(comment.name().name());
            case CONSTRAINT ->
                throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "comments on constraints are not supported");
        };
        context.rights().requireOwner(object);
        int column = comment.part().map(name -> columnId(object, name)).orElse(0);
        context.transaction()
                .stage(new Action.SetComment(
                        object.oid(), column, comment.comment().orElse("")));
        return "COMMENT";
    }

    private static int columnId(Definition relation, String name) {
        if (relation instanceof TableDefinition table) {
            return table.findColumn(name)
                    .orElseThrow(() -> TableBuilder.undefinedColumn(table.name(), name))
                    .id();
        }
        if (relation instanceof ViewDefinition view) {
            for (int i = 0; i < view.columns().size(); i++) {
                if (view.columns().get(i).name().equals(name)) {
                    return i + 1;
                }
            }
        }
        throw TableBuilder.undefinedColumn(relation.name(), name);
    }
}
