package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import dev.slipher.storage.catalog.Catalog.CommentTarget;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.type.SqlType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Redshift adds about tables: {@code pg_table_def}, {@code svv_table_info} and the SVV views over the catalog. */
final class RedshiftRelations {
    private static final long SHOWN_BLOCK_BYTES = 1 << 20;

    static final List<SystemRelation> ALL = List.of(
            view(
                    12_740,
                    "pg_table_def",
                    "schemaname name, tablename name, column text, type text, encoding text, distkey bool, "
                            + "sortkey int4, notnull bool",
                    RedshiftRelations::definitions),
            view(
                            12_741,
                            "svv_table_info",
                            "database text, schema text, table_id oid, table text, encoded text, diststyle text,"
                                + " sortkey1 text, max_varchar int4, sortkey1_enc text, sortkey_num int4, size int8,"
                                + " pct_used numeric(10,4), empty int8, unsorted numeric(5,2), stats_off numeric(5,2),"
                                + " tbl_rows numeric(38,0), skew_sortkey1 numeric(19,2), skew_rows numeric(19,2),"
                                + " estimated_visible_rows numeric(38,0), risk_event text, vacuum_sort_benefit"
                                + " numeric(12,2), create_time timestamp",
                            RedshiftRelations::tableInfo)
                    .forSuperusers(),
            view(
                    12_742,
                    "svv_tables",
                    "table_catalog text, table_schema text, table_name text, table_type text, remarks text",
                    RedshiftRelations::tables),
            view(
                    12_743,
                    "svv_columns",
                    "table_catalog text, table_schema text, table_name text, column_name text, "
                            + "ordinal_position int4, column_default text, is_nullable text, data_type text, "
                            + "character_maximum_length int4, numeric_precision int4, "
                            + "numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, "
                            + "interval_type text, interval_precision text, character_set_catalog text, "
                            + "character_set_schema text, character_set_name text, collation_catalog text, "
                            + "collation_schema text, collation_name text, domain_name text, remarks text",
                    RedshiftRelations::columns),
            view(
                    12_744,
                    "svv_redshift_databases",
                    "database_name text, database_owner int4, database_type text, database_acl text, "
                            + "database_options text, database_isolation_level text",
                    (context, rows) -> context.databases()
                            .forEach(d -> rows.add(d.name(), d.ownerOid(), "local", null, null, d.isolationLevel()))),
            view(
                    12_708,
                    "stv_db_isolation_level",
                    "db_id int4, db_name text, isolation_level text",
                    (context, rows) ->
                            context.databases().forEach(d -> rows.add(d.oid(), d.name(), d.isolationLevel()))),
            view(
                    12_745,
                    "svv_redshift_schemas",
                    "database_name text, schema_name text, schema_owner int4, schema_type text, schema_acl text, "
                            + "schema_option text",
                    RedshiftRelations::schemas),
            view(
                    12_746,
                    "svv_all_schemas",
                    "database_name text, schema_name text, schema_owner int4, schema_type text, schema_acl text, "
                            + "source_database text, schema_option text",
                    RedshiftRelations::allSchemas),
            view(
                    12_747,
                    "svv_external_schemas",
                    "esoid oid, eskind int2, schemaname text, esowner int4, databasename text, esoptions text",
                    (_, _) -> {}),
            view(
                    12_748,
                    "svv_external_tables",
                    "redshift_database_name text, schemaname text, tablename text, tabletype text, location text, "
                            + "input_format text, output_format text, serialization_lib text, "
                            + "serde_parameters text, compressed int4, parameters text",
                    (_, _) -> {}),
            view(
                    12_749,
                    "svv_external_columns",
                    "redshift_database_name text, schemaname text, tablename text, columnname text, "
                            + "external_type text, columnnum int4, part_key int4, is_nullable text",
                    (_, _) -> {}));

    private RedshiftRelations() {}

    private static SystemRelation view(int oid, String name, String columns, SystemRelation.RowSource rows) {
        return SystemRelation.view(oid, PG_CATALOG, name, columns, rows);
    }

    private static void definitions(SystemContext context, RowCollector rows) {
        var searchPath = context.searchPath();
        for (var table : context.tables()) {
            if (!searchPath.contains(table.schema())) {
                continue;
            }
            var definition = table.definition();
            for (var column : definition.columns()) {
                int position = definition.sortKey().columnIds().indexOf(column.id()) + 1;
                boolean distKey =
                        definition.distribution().effective() instanceof Distribution.Key(int id) && id == column.id();
                rows.add(
                        table.schema(),
                        definition.name(),
                        column.name(),
                        column.type().toString(),
                        column.encoding().orElse("none"),
                        distKey,
                        definition.sortKey().interleaved() && position % 2 == 0 ? -position : position,
                        !column.nullable());
            }
        }
    }

    private static void tableInfo(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            var definition = table.definition();
            if (table.rowCount() == 0) {
                continue;
            }
            var firstSortColumn =
                    definition.sortKey().columnIds().stream().findFirst().flatMap(definition::findColumn);
            rows.add(
                    context.databaseName(),
                    table.schema(),
                    definition.oid(),
                    definition.name(),
                    definition.columns().stream().anyMatch(c -> c.encoding().isPresent()) ? "Y" : "Y, AUTO(ENCODE)",
                    distStyle(table),
                    definition.sortKey().auto()
                            ? "AUTO(SORTKEY)"
                            : firstSortColumn.map(Column::name).orElse(null),
                    maxVarchar(definition.columns()),
                    firstSortColumn.flatMap(Column::encoding).orElse(firstSortColumn.isPresent() ? "none" : null),
                    definition.sortKey().columnIds().size(),
                    (table.byteCount() + SHOWN_BLOCK_BYTES - 1) / SHOWN_BLOCK_BYTES,
                    null,
                    0,
                    null,
                    0,
                    table.rowCount(),
                    null,
                    null,
                    table.rowCount(),
                    null,
                    null,
                    null);
        }
    }

    private static String distStyle(SystemContext.Table table) {
        var distribution = table.definition().distribution();
        var effective = switch (distribution.effective()) {
            case Distribution.Key(int id) ->
                "KEY(%s)"
                        .formatted(table.definition()
                                .findColumn(id)
                                .map(Column::name)
                                .orElse(""));
            case Distribution.All _ -> "ALL";
            case Distribution.Even _, Distribution.Auto _ -> "EVEN";
        };
        return distribution instanceof Distribution.Auto ? "AUTO(%s)".formatted(effective) : effective;
    }

    private static int maxVarchar(List<Column> columns) {
        return columns.stream()
                .mapToInt(c -> c.type() instanceof SqlType.Varchar(int length) ? length : 0)
                .max()
                .orElse(0);
    }

    private static void tables(SystemContext context, RowCollector rows) {
        var remarks = remarks(context);
        for (var relation : SystemRelations.all()) {
            rows.add(
                    context.databaseName(),
                    relation.schema(),
                    relation.name(),
                    relation.view() ? "VIEW" : "BASE TABLE",
                    null);
        }
        for (var table : context.tables()) {
            rows.add(
                    context.databaseName(),
                    table.schema(),
                    table.definition().name(),
                    "BASE TABLE",
                    remarks.get(new CommentTarget(table.definition().oid(), 0)));
        }
        for (var view : context.views()) {
            rows.add(
                    context.databaseName(),
                    view.schema(),
                    view.definition().name(),
                    "VIEW",
                    remarks.get(new CommentTarget(view.definition().oid(), 0)));
        }
    }

    private static Map<CommentTarget, String> remarks(SystemContext context) {
        var remarks = new HashMap<CommentTarget, String>();
        for (var comment : context.comments()) {
            remarks.put(new CommentTarget(comment.objectOid(), comment.columnId()), comment.text());
        }
        return remarks;
    }

    private static void columns(SystemContext context, RowCollector rows) {
        var remarks = remarks(context);
        for (var table : context.tables()) {
            int number = 0;
            for (var column : table.definition().columns()) {
                number++;
                addColumn(
                        rows,
                        List.of(
                                context.databaseName(),
                                table.schema(),
                                table.definition().name(),
                                column.name()),
                        number,
                        column.defaultSql().orElse(null),
                        column.nullable(),
                        column.type(),
                        remarks.get(new CommentTarget(table.definition().oid(), column.id())));
            }
        }
        for (var view : context.views()) {
            int number = 0;
            for (var column : view.definition().columns()) {
                number++;
                addColumn(
                        rows,
                        List.of(
                                context.databaseName(),
                                view.schema(),
                                view.definition().name(),
                                column.name()),
                        number,
                        null,
                        true,
                        column.type(),
                        remarks.get(new CommentTarget(view.definition().oid(), number)));
            }
        }
    }

    private static void addColumn(
            RowCollector rows,
            List<String> path,
            int number,
            @Nullable String defaultSql,
            boolean nullable,
            SqlType type,
            @Nullable String remarks) {
        var described = TypeDescription.of(type);
        rows.add(
                path.get(0),
                path.get(1),
                path.get(2),
                path.get(3),
                number,
                defaultSql,
                nullable ? "YES" : "NO",
                described.name(),
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
                remarks);
    }

    private static void schemas(SystemContext context, RowCollector rows) {
        for (var schema : context.schemas()) {
            rows.add(context.databaseName(), schema.name(), schema.ownerOid(), "local", null, null);
        }
    }

    private static void allSchemas(SystemContext context, RowCollector rows) {
        for (var schema : context.schemas()) {
            rows.add(context.databaseName(), schema.name(), schema.ownerOid(), "local", null, null, null);
        }
    }
}
