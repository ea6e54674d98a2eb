package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's {@code pg_stat} and {@code pg_statio} views of tables, which count here nothing but rows. */
final class StatisticsRelations {
    private static final String TABLE = "relid oid, schemaname name, relname name, ";

    private static final String ACCESS = TABLE
            + "seq_scan int8, seq_tup_read int8, idx_scan int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, "
            + "n_tup_del int8, n_tup_hot_upd int8, n_live_tup int8, n_dead_tup int8, n_mod_since_analyze int8, "
            + "n_ins_since_vacuum int8, last_vacuum timestamptz, last_autovacuum timestamptz, "
            + "last_analyze timestamptz, last_autoanalyze timestamptz, vacuum_count int8, autovacuum_count int8, "
            + "analyze_count int8, autoanalyze_count int8";

    private static final String BLOCKS = TABLE
            + "heap_blks_read int8, heap_blks_hit int8, idx_blks_read int8, idx_blks_hit int8, toast_blks_read int8, "
            + "toast_blks_hit int8, tidx_blks_read int8, tidx_blks_hit int8";

    private static final int COLUMNS_BEFORE_LIVE_ROWS = 11;

    static final List<SystemRelation> ALL = List.of(
            SystemRelation.view(12_142, PG_CATALOG, "pg_stat_all_tables", ACCESS, StatisticsRelations::tables),
            SystemRelation.view(12_161, PG_CATALOG, "pg_stat_user_tables", ACCESS, StatisticsRelations::tables),
            SystemRelation.view(12_170, PG_CATALOG, "pg_statio_all_tables", BLOCKS, StatisticsRelations::blocks),
            SystemRelation.view(12_179, PG_CATALOG, "pg_statio_user_tables", BLOCKS, StatisticsRelations::blocks));

    private StatisticsRelations() {}

    private static void tables(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            var values = named(table, rows);
            values.set(COLUMNS_BEFORE_LIVE_ROWS, table.rowCount());
            rows.add(values.toArray());
        }
    }

    private static void blocks(SystemContext context, RowCollector rows) {
        context.tables().forEach(table -> rows.add(named(table, rows).toArray()));
    }

    private static List<@Nullable Object> named(SystemContext.Table table, RowCollector rows) {
        var values = new ArrayList<@Nullable Object>();
        values.add(table.definition().oid());
        values.add(table.schema());
        values.add(table.definition().name());
        while (values.size() < rows.columnCount()) {
            values.add(null);
        }
        return values;
    }
}
