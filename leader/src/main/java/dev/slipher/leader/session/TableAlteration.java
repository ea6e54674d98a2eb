package dev.slipher.leader.session;

import dev.slipher.leader.statement.TableStatement;
import dev.slipher.leader.statement.TableStatement.TableChange;
import dev.slipher.leader.transaction.LockMode;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs ALTER TABLE; each change gives a new definition, rows stay where they are. */
final class TableAlteration {
    private final SessionContext context;
    private final RowChecks checks;

    TableAlteration(SessionContext context, QueryExecutor queries) {
        this.context = context;
        checks = new RowChecks(context, queries);
    }

    String alter(TableStatement.AlterTable alter, StatementRun run) {
        TransactionExecutor.requireWritable(context, "ALTER TABLE");
        var mode = alter.changes().stream().anyMatch(TableAlteration::checksRows) ? LockMode.EXCLUSIVE : LockMode.WRITE;
        context.lockFirst(alter.table(), mode);
        var found = context.names().findRelation(alter.table());
        if (found.isEmpty() && alter.ifExists()) {
            run.sink().notice(Notice.notice("relation \"%s\" does not exist, skipping".formatted(alter.table())));
            return "ALTER TABLE";
        }
        var relation = found.orElseThrow(() -> ObjectNames.undefined(alter.table()));
        context.rights().requireOwnerOr(Right.ALTER, relation);
        switch (relation) {
            case ViewDefinition view -> alter.changes().forEach(change -> alterView(view, change));
            case TableDefinition table -> {
                context.lockTable(table.oid(), mode);
                for (var change : alter.changes()) {
                    alterTable(context.table(table.oid()).definition(), change, run);
                }
            }
            default -> throw new IllegalStateException("neither table nor view: " + relation);
        }
        return "ALTER TABLE";
    }

    /** Returns whether a change asks something of all rows, so that none may come meanwhile. */
    private static boolean checksRows(TableChange change) {
        return switch (change) {
            case TableChange.AlterType _, TableChange.AddKey _ -> true;
            case TableChange.AddColumn(var column, var _) -> !column.nullable();
            case TableChange.AlterNullable(var _, boolean nullable) -> !nullable;
            default -> false;
        };
    }

    private void alterView(ViewDefinition view, TableChange change) {
        var changed = switch (change) {
            case TableChange.RenameTable(String name) -> copy(view, view.schemaOid(), name, view.ownerOid());
            case TableChange.OwnerTo(String user) -> copy(view, view.schemaOid(), view.name(), newOwner(view, user));
            case TableChange.SetSchema(String schema) -> copy(view, newSchema(schema), view.name(), view.ownerOid());
            default ->
                throw new SlipherException(SqlState.WRONG_OBJECT_TYPE, "\"%s\" is not a table".formatted(view.name()));
        };
        rename(view, changed, () -> context.transaction().stage(new Action.Alter(changed)));
        requireViewsStay(view, change);
    }

    private void rename(Definition before, Definition after, Runnable change) {
        var name = context.qualified(after);
        var names = name.equals(context.qualified(before)) ? Map.<Integer, String>of() : Map.of(before.oid(), name);
        new Dependencies(context).rename(names, change);
    }

    /** Views name the columns that they show; only what is not named may have another name. */
    private void requireViewsStay(Definition relation, TableChange change) {
        var dependencies = new Dependencies(context);
        switch (change) {
            case TableChange.RenameColumn(String name, String _) ->
                dependencies.requireViewsStay(relation, "rename column %s of".formatted(name));
            case TableChange.RenameTable _ -> dependencies.requireViewsStay(relation, "rename");
            case TableChange.SetSchema _ -> dependencies.requireViewsStay(relation, "move");
            default -> {}
        }
    }

    private int newSchema(String name) {
        var schema = context.names().schema(name);
        context.rights().requireCreate(schema);
        return schema.oid();
    }

    /** The right to alter a table is none to take it. */
    private int newOwner(Definition relation, String name) {
        context.rights().requireOwner(relation);
        var user = context.user(name);
        context.rights().requireGiveTo(user);
        return user.oid();
    }

    private static ViewDefinition copy(ViewDefinition view, int schemaOid, String name, int ownerOid) {
        return new ViewDefinition(
                view.oid(),
                schemaOid,
                name,
                ownerOid,
                view.columns(),
                view.sql(),
                view.searchPath(),
                view.lateBinding(),
                view.dependsOn());
    }

    private void alterTable(TableDefinition table, TableChange change, StatementRun run) {
        var edit = new TableEdit(table);
        switch (change) {
            case TableChange.AddColumn(var spec, boolean ifNotExists) -> {
                if (table.findColumn(spec.name()).isPresent() && ifNotExists) {
                    run.sink()
                            .notice(Notice.notice("column \"%s\" of relation \"%s\" already exists, skipping"
                                    .formatted(spec.name(), table.name())));
                    return;
                }
                addColumn(edit, spec);
            }
            case TableChange.DropColumn(String name, boolean ifExists, boolean cascade) -> {
                if (table.findColumn(name).isEmpty() && ifExists) {
                    run.sink()
                            .notice(Notice.notice("column \"%s\" of relation \"%s\" does not exist, skipping"
                                    .formatted(name, table.name())));
                    return;
                }
                dropColumn(edit, name, cascade, run);
            }
            case TableChange.RenameColumn(String name, String newName) -> edit.renameColumn(name, newName);
            case TableChange.RenameTable(String newName) -> edit.name = newName;
            case TableChange.SetSchema(String schema) -> {
                requirePermanent(table, "SET SCHEMA");
                edit.schemaOid = newSchema(schema);
            }
            case TableChange.OwnerTo(String user) -> edit.ownerOid = newOwner(table, user);
            case TableChange.AddKey(var key) -> {
                var builder = new TableBuilder(table.name());
                builder.startFrom(table);
                builder.addKey(
                        key,
                        k -> new ForeignKeys(context)
                                .target(k, context.temporary().contains(table.oid())));
                edit.constraints = builder.build(0, 0, 0).constraints();
                if (key instanceof TableStatement.TableKey.PrimaryKey) {
                    key.columns().forEach(name -> requireNoNulls(edit, name, run));
                }
            }
            case TableChange.DropConstraint(String name, boolean ifExists, boolean cascade) -> {
                var rest = edit.constraints.stream()
                        .filter(c -> !c.name().equals(name))
                        .toList();
                if (rest.size() == edit.constraints.size() && !ifExists) {
                    throw new SlipherException(
                            SqlState.UNDEFINED_OBJECT,
                            "constraint \"%s\" of relation \"%s\" does not exist".formatted(name, table.name()));
                }
                edit.constraints = rest;
                dropOver(edit, "constraint %s on table %s".formatted(name, table.name()), List.of(), cascade, run);
            }
            case TableChange.AlterType(String name, SqlType type) -> alterType(edit, name, type, run);
            case TableChange.AlterEncoding(String name, String encoding) -> {
                ColumnEncodings.check(encoding, name, edit.column(name).type(), 0);
                var kept = Optional.of(encoding).filter(e -> !e.equals(ColumnEncodings.AUTO));
                edit.replace(name, c -> edit.copy(c, c.name(), c.type(), c.nullable(), c.defaultSql(), kept));
            }
            case TableChange.AlterDefault(String name, Optional<String> sql) -> {
                var column = edit.column(name);
                sql.ifPresent(s -> context.plans().checkDefault(s, column.type(), 0));
                edit.replace(name, c -> edit.copy(c, c.name(), c.type(), c.nullable(), sql, c.encoding()));
            }
            case TableChange.AlterNullable(String name, boolean nullable) -> {
                if (!nullable) {
                    requireNoNulls(edit, name, run);
                }
                edit.replace(name, c -> edit.copy(c, c.name(), c.type(), nullable, c.defaultSql(), c.encoding()));
            }
            case TableChange.AlterDistStyle(var style) -> {
                var builder = new TableBuilder(table.name());
                builder.startFrom(table);
                builder.attributes(new TableStatement.TableAttributes(Optional.of(style), Optional.empty(), false));
                edit.distribution = builder.build(0, 0, 0).distribution();
            }
            case TableChange.AlterSortStyle(var style) -> {
                var builder = new TableBuilder(table.name());
                builder.startFrom(table);
                builder.attributes(new TableStatement.TableAttributes(Optional.empty(), Optional.of(style), false));
                edit.sortKey = builder.build(0, 0, 0).sortKey();
            }
            case TableChange.EncodeAuto _ ->
                edit.columns.replaceAll(
                        c -> edit.copy(c, c.name(), c.type(), c.nullable(), c.defaultSql(), Optional.empty()));
        }
        var changed = edit.build();
        rename(table, changed, () -> context.stage(table.oid(), new Action.Alter(changed)));
        requireViewsStay(table, change);
    }

    private void addColumn(TableEdit edit, TableStatement.ColumnSpec spec) {
        if (edit.columns.stream().anyMatch(c -> c.name().equals(spec.name()))) {
            throw new SlipherException(
                    SqlState.DUPLICATE_COLUMN,
                    "column \"%s\" of relation \"%s\" already exists".formatted(spec.name(), edit.name));
        }
        if (spec.identity().isPresent()) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "ALTER TABLE ADD COLUMN does not support identity columns");
        }
        var column = TableBuilder.column(spec, edit.nextColumnId);
        spec.defaultSql().ifPresent(sql -> context.plans().checkDefault(sql, spec.type(), spec.position()));
        var missing = spec.defaultSql()
                .map(sql -> context.plans().evaluateDefault(sql, spec.type()))
                .orElse(column.missingValue());
        if (!column.nullable()
                && missing.isNull()
                && context.table(edit.table.oid()).contents().rowCount() > 0) {
            throw new SlipherException(
                    SqlState.NOT_NULL_VIOLATION,
                    "column \"%s\" of relation \"%s\" contains null values".formatted(spec.name(), edit.name));
        }
        edit.columns.add(new Column(
                column.id(),
                column.name(),
                column.type(),
                column.nullable(),
                column.defaultSql(),
                missing,
                column.identity(),
                column.encoding()));
        edit.nextColumnId++;
    }

    private void dropColumn(TableEdit edit, String name, boolean cascade, StatementRun run) {
        var column = edit.column(name);
        if (edit.columns.size() == 1) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cannot drop the only column \"%s\" of table \"%s\"".formatted(name, edit.name));
        }
        boolean isKey = edit.distribution.effective() instanceof Distribution.Key(int id) && id == column.id()
                || edit.sortKey.columnIds().contains(column.id());
        if (isKey) {
            throw new SlipherException(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "cannot drop distribution key or sort key column \"%s\"".formatted(name));
        }
        edit.columns.remove(column);
        edit.constraints = edit.constraints.stream()
                .filter(c -> !c.columnIds().contains(column.id()))
                .toList();
        var views = new Dependencies(context).dependentViews(edit.table, column);
        dropOver(edit, "column %s of table %s".formatted(name, edit.name), views, cascade, run);
    }

    /** Drops what depends on a part that the edit has taken from the table. */
    private void dropOver(TableEdit edit, String part, List<ViewDefinition> views, boolean cascade, StatementRun run) {
        var keys = new ForeignKeys(context).brokenBy(edit.table, edit.build());
        new Dependencies(context).dropOver(part, views, keys, cascade, run.sink());
        var gone = keys.stream().map(ForeignKeys.Reference::key).toList();
        edit.constraints =
                edit.constraints.stream().filter(c -> !gone.contains(c)).toList();
    }

    /** As in Redshift only the length of a VARCHAR changes in place; nothing that is stored may become too long. */
    private void alterType(TableEdit edit, String name, SqlType type, StatementRun run) {
        var column = edit.column(name);
        if (!(column.type() instanceof SqlType.Varchar(int before) && type instanceof SqlType.Varchar(int after))) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cannot alter type of column \"%s\" from %s to %s".formatted(name, column.type(), type))
                    .withHint("Only the size of a VARCHAR column can be changed; copy the table with the new type.");
        }
        if (after < before) {
            checks.requireMaximumLength(edit.table.oid(), column, after, run);
        }
        edit.replace(name, c -> edit.copy(c, c.name(), type, c.nullable(), c.defaultSql(), c.encoding()));
    }

    private void requireNoNulls(TableEdit edit, String name, StatementRun run) {
        checks.requireNoNulls(edit.table.oid(), edit.column(name), run);
        edit.replace(name, c -> edit.copy(c, c.name(), c.type(), false, c.defaultSql(), c.encoding()));
    }

    private void requirePermanent(TableDefinition table, String what) {
        if (context.temporary().contains(table.oid())) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "%s is not supported for temporary table \"%s\"".formatted(what, table.name()));
        }
    }

    /** A definition while it changes. */
    private static final class TableEdit {
        private final TableDefinition table;
        private int schemaOid;
        private String name;
        private int ownerOid;
        private final List<Column> columns;
        private int nextColumnId;
        private Distribution distribution;
        private SortKey sortKey;
        private List<Constraint> constraints;

        private TableEdit(TableDefinition table) {
            this.table = table;
            schemaOid = table.schemaOid();
            name = table.name();
            ownerOid = table.ownerOid();
            columns = new ArrayList<>(table.columns());
            nextColumnId = table.nextColumnId();
            distribution = table.distribution();
            sortKey = table.sortKey();
            constraints = table.constraints();
        }

        private Column column(String columnName) {
            return columns.stream()
                    .filter(c -> c.name().equals(columnName))
                    .findFirst()
                    .orElseThrow(() -> TableBuilder.undefinedColumn(name, columnName));
        }

        private void renameColumn(String from, String to) {
            var column = column(from);
            if (columns.stream().anyMatch(c -> c.name().equals(to))) {
                throw new SlipherException(
                        SqlState.DUPLICATE_COLUMN,
                        "column \"%s\" of relation \"%s\" already exists".formatted(to, name));
            }
            replace(
                    from,
                    _ -> copy(column, to, column.type(), column.nullable(), column.defaultSql(), column.encoding()));
        }

        private void replace(String columnName, java.util.function.UnaryOperator<Column> change) {
            int index = columns.indexOf(column(columnName));
            columns.set(index, change.apply(columns.get(index)));
        }

        private Column copy(
                Column column,
                String newName,
                SqlType type,
                boolean nullable,
                Optional<String> defaultSql,
                Optional<String> encoding) {
            return new Column(
                    column.id(),
                    newName,
                    type,
                    nullable,
                    defaultSql,
                    column.missingValue(),
                    column.identity(),
                    encoding);
        }

        private TableDefinition build() {
            return new TableDefinition(
                    table.oid(), schemaOid, name, ownerOid, columns, nextColumnId, distribution, sortKey, constraints);
        }
    }
}
