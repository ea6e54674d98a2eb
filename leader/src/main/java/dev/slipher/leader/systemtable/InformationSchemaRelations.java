package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.INFORMATION_SCHEMA;

import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The standard's own catalog, in the columns that PostgreSQL gives it. */
final class InformationSchemaRelations {
    static final List<SystemRelation> ALL = List.of(
            view(
                    13_425,
                    "tables",
                    "table_catalog name, table_schema name, table_name name, table_type text, "
                            + "self_referencing_column_name name, reference_generation text, "
                            + "user_defined_type_catalog name, user_defined_type_schema name, "
                            + "user_defined_type_name name, is_insertable_into yesno, is_typed yesno, "
                            + "commit_action text",
                    InformationSchemaRelations::tables),
            view(
                    13_295,
                    "columns",
                    "table_catalog name, table_schema name, table_name name, column_name name, "
                            + "ordinal_position int4, column_default text, is_nullable yesno, data_type text, "
                            + "character_maximum_length int4, character_octet_length int4, numeric_precision int4, "
                            + "numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, "
                            + "interval_type text, interval_precision int4, character_set_catalog name, "
                            + "character_set_schema name, character_set_name name, collation_catalog name, "
                            + "collation_schema name, collation_name name, domain_catalog name, "
                            + "domain_schema name, domain_name name, udt_catalog name, udt_schema name, "
                            + "udt_name name, scope_catalog name, scope_schema name, scope_name name, "
                            + "maximum_cardinality int4, dtd_identifier name, is_self_referencing yesno, "
                            + "is_identity yesno, identity_generation text, identity_start text, "
                            + "identity_increment text, identity_maximum text, identity_minimum text, "
                            + "identity_cycle yesno, is_generated text, generation_expression text, "
                            + "is_updatable yesno",
                    InformationSchemaRelations::columns),
            view(
                    13_382,
                    "schemata",
                    "catalog_name name, schema_name name, schema_owner name, "
                            + "default_character_set_catalog name, default_character_set_schema name, "
                            + "default_character_set_name name, sql_path text",
                    InformationSchemaRelations::schemata),
            view(
                    13_483,
                    "views",
                    "table_catalog name, table_schema name, table_name name, view_definition text, "
                            + "check_option text, is_updatable yesno, is_insertable_into yesno, "
                            + "is_trigger_updatable yesno, is_trigger_deletable yesno, "
                            + "is_trigger_insertable_into yesno",
                    (context, rows) -> context.views()
                            .forEach(view -> rows.add(
                                    context.databaseName(),
                                    view.schema(),
                                    view.definition().name(),
                                    view.definition().sql(),
                                    "NONE",
                                    "NO",
                                    "NO",
                                    "NO",
                                    "NO",
                                    "NO"))),
            view(
                    13_411,
                    "table_constraints",
                    "constraint_catalog name, constraint_schema name, constraint_name name, table_catalog name, "
                            + "table_schema name, table_name name, constraint_type text, is_deferrable yesno, "
                            + "initially_deferred yesno, enforced yesno, nulls_distinct yesno",
                    InformationSchemaRelations::tableConstraints),
            view(
                    13_329,
                    "key_column_usage",
                    "constraint_catalog name, constraint_schema name, constraint_name name, table_catalog name, "
                            + "table_schema name, table_name name, column_name name, ordinal_position int4, "
                            + "position_in_unique_constraint int4",
                    InformationSchemaRelations::keyColumns),
            view(
                    13_339,
                    "referential_constraints",
                    "constraint_catalog name, constraint_schema name, constraint_name name, "
                            + "unique_constraint_catalog name, unique_constraint_schema name, "
                            + "unique_constraint_name name, match_option text, update_rule text, delete_rule text",
                    InformationSchemaRelations::references),
            view(
                    13_272,
                    "information_schema_catalog_name",
                    "catalog_name name",
                    (context, rows) -> rows.add(context.databaseName())),
            view(
                    13_300,
                    "constraint_column_usage",
                    "table_catalog name, table_schema name, table_name name, column_name name, "
                            + "constraint_catalog name, constraint_schema name, constraint_name name",
                    InformationSchemaRelations::constraintColumns),
            view(
                    13_374,
                    "routines",
                    "specific_catalog name, specific_schema name, specific_name name, routine_catalog name, "
                            + "routine_schema name, routine_name name, routine_type text, data_type text, "
                            + "routine_definition text, external_language text",
                    (_, _) -> {}),
            view(
                    13_362,
                    "parameters",
                    "specific_catalog name, specific_schema name, specific_name name, ordinal_position int4, "
                            + "parameter_mode text, parameter_name name, data_type text",
                    (_, _) -> {}),
            view(
                    13_395,
                    "sequences",
                    "sequence_catalog name, sequence_schema name, sequence_name name, data_type text, "
                            + "start_value text, minimum_value text, maximum_value text, increment text",
                    (_, _) -> {}),
            view(
                    13_450,
                    "triggers",
                    "trigger_catalog name, trigger_schema name, trigger_name name, event_manipulation text, "
                            + "event_object_catalog name, event_object_schema name, event_object_table name",
                    (_, _) -> {}),
            view(
                    13_290,
                    "check_constraints",
                    "constraint_catalog name, constraint_schema name, constraint_name name, check_clause text",
                    (_, _) -> {}));

    private InformationSchemaRelations() {}

    private static SystemRelation view(int oid, String name, String columns, SystemRelation.RowSource rows) {
        return SystemRelation.view(oid, INFORMATION_SCHEMA, name, columns, rows);
    }

    private static void tables(SystemContext context, RowCollector rows) {
        for (var relation : SystemRelations.all()) {
            addTable(context, rows, relation.schema(), relation.name(), relation.view() ? "VIEW" : "BASE TABLE");
        }
        for (var table : context.tables()) {
            var kind = table.temporary() ? "LOCAL TEMPORARY" : "BASE TABLE";
            addTable(context, rows, table.schema(), table.definition().name(), kind);
        }
        for (var view : context.views()) {
            addTable(context, rows, view.schema(), view.definition().name(), "VIEW");
        }
    }

    private static void addTable(SystemContext context, RowCollector rows, String schema, String name, String kind) {
        rows.add(
                context.databaseName(),
                schema,
                name,
                kind,
                null,
                null,
                null,
                null,
                null,
                kind.equals("VIEW") ? "NO" : "YES",
                "NO",
                null);
    }

    private static void columns(SystemContext context, RowCollector rows) {
        for (var relation : SystemRelations.all()) {
            int number = 0;
            for (var column : relation.columns()) {
                number++;
                addColumn(context, rows, relation.schema(), relation.name(), column.name(), column.type(), number);
            }
        }
        for (var table : context.tables()) {
            int number = 0;
            for (var column : table.definition().columns()) {
                number++;
                addColumn(
                        context,
                        rows,
                        table.schema(),
                        table.definition().name(),
                        column.name(),
                        column.type(),
                        number,
                        Optional.of(column));
            }
        }
        for (var view : context.views()) {
            int number = 0;
            for (var column : view.definition().columns()) {
                number++;
                addColumn(context, rows, view.schema(), view.definition().name(), column.name(), column.type(), number);
            }
        }
    }

    private static void addColumn(
            SystemContext context,
            RowCollector rows,
            String schema,
            String relation,
            String name,
            SqlType type,
            int number) {
        addColumn(context, rows, schema, relation, name, type, number, Optional.empty());
    }

    private static void addColumn(
            SystemContext context,
            RowCollector rows,
            String schema,
            String relation,
            String name,
            SqlType type,
            int number,
            Optional<Column> stored) {
        var described = TypeDescription.of(type);
        var identity = stored.flatMap(Column::identity);
        rows.add(
                context.databaseName(),
                schema,
                relation,
                name,
                number,
                stored.flatMap(Column::defaultSql).orElse(null),
                stored.map(Column::nullable).orElse(true) ? "YES" : "NO",
                described.name(),
                described.characterLength(),
                described.characterLength(),
                described.precision(),
                described.radix(),
                described.scale(),
                described.datetimePrecision(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                context.databaseName(),
                Namespaces.PG_CATALOG,
                described.internalName(),
                null,
                null,
                null,
                null,
                Integer.toString(number),
                "NO",
                identity.isPresent() ? "YES" : "NO",
                identity.map(i -> i.byDefault() ? "BY DEFAULT" : "ALWAYS").orElse(null),
                identity.map(i -> Long.toString(i.seed())).orElse(null),
                identity.map(i -> Long.toString(i.step())).orElse(null),
                null,
                null,
                "NO",
                "NEVER",
                null,
                stored.isPresent() ? "YES" : "NO");
    }

    private static void schemata(SystemContext context, RowCollector rows) {
        var system = context.userNameOrUnknown(Namespaces.SYSTEM_OWNER_OID);
        for (var name : List.of(Namespaces.PG_CATALOG, INFORMATION_SCHEMA)) {
            rows.add(context.databaseName(), name, system, null, null, null, null);
        }
        for (var schema : context.schemas()) {
            rows.add(
                    context.databaseName(),
                    schema.name(),
                    context.userNameOrUnknown(schema.ownerOid()),
                    null,
                    null,
                    null,
                    null);
        }
    }

    private static void tableConstraints(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            for (var constraint : table.definition().constraints()) {
                var kind = switch (constraint) {
                    case Constraint.PrimaryKey _ -> "PRIMARY KEY";
                    case Constraint.Unique _ -> "UNIQUE";
                    case Constraint.ForeignKey _ -> "FOREIGN KEY";
                };
                var database = context.databaseName();
                rows.add(
                        database,
                        table.schema(),
                        constraint.name(),
                        database,
                        table.schema(),
                        table.definition().name(),
                        kind,
                        "NO",
                        "NO",
                        "NO",
                        kind.equals("UNIQUE") ? "YES" : null);
            }
        }
    }

    private static void keyColumns(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            for (var constraint : table.definition().constraints()) {
                var names = columnNames(table, constraint.columnIds());
                for (int i = 0; i < names.size(); i++) {
                    rows.add(
                            context.databaseName(),
                            table.schema(),
                            constraint.name(),
                            context.databaseName(),
                            table.schema(),
                            table.definition().name(),
                            names.get(i),
                            i + 1,
                            constraint instanceof Constraint.ForeignKey ? i + 1 : null);
                }
            }
        }
    }

    private static void references(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            for (var constraint : table.definition().constraints()) {
                if (constraint instanceof Constraint.ForeignKey key) {
                    var target = context.findTable(key.referencedTableOid());
                    rows.add(
                            context.databaseName(),
                            table.schema(),
                            key.name(),
                            context.databaseName(),
                            target.map(SystemContext.Table::schema).orElse(null),
                            target.map(t -> uniqueName(t, key)).orElse(null),
                            "NONE",
                            "NO ACTION",
                            "NO ACTION");
                }
            }
        }
    }

    private static void constraintColumns(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            for (var constraint : table.definition().constraints()) {
                var target = constraint instanceof Constraint.ForeignKey key
                        ? context.findTable(key.referencedTableOid())
                        : Optional.of(table);
                var ids = constraint instanceof Constraint.ForeignKey key
                        ? key.referencedColumnIds()
                        : constraint.columnIds();
                target.ifPresent(t -> columnNames(t, ids)
                        .forEach(name -> rows.add(
                                context.databaseName(),
                                t.schema(),
                                t.definition().name(),
                                name,
                                context.databaseName(),
                                table.schema(),
                                constraint.name())));
            }
        }
    }

    private static @Nullable String uniqueName(SystemContext.Table table, Constraint.ForeignKey key) {
        return table.definition()
                .findKey(key.referencedColumnIds())
                .map(Constraint::name)
                .orElse(null);
    }

    private static List<String> columnNames(SystemContext.Table table, List<Integer> ids) {
        return ids.stream()
                .flatMap(id -> table.definition().findColumn(id).stream())
                .map(Column::name)
                .toList();
    }
}
