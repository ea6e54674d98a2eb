package dev.slipher.leader.systemtable;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.type.SqlType;
import java.util.Arrays;
import java.util.List;

/**
 * A relation whose rows the leader makes when a query asks for them.
 *
 * @param oid permanent, below {@value #FIRST_USER_OID}
 * @param view whether it is shown as a view rather than a table
 * @param rows adds the rows, each with exactly one value a column
 */
public record SystemRelation(
        int oid, String schema, String name, boolean view, List<SystemColumn> columns, RowSource rows) {
    /** Object ids below this one belong to system objects. */
    public static final int FIRST_USER_OID = 16_384;

    public SystemRelation {
        columns = List.copyOf(columns);
    }

    /** Adds the rows that hold in {@code context} to {@code rows}. */
    @FunctionalInterface
    public interface RowSource {
        void produce(SystemContext context, RowCollector rows);
    }

    /**
     * Declares a table.
     *
     * @param columns names and types as in {@code "oid oid, relname name"}
     */
    static SystemRelation table(int oid, String schema, String name, String columns, RowSource rows) {
        return new SystemRelation(oid, schema, name, false, parseColumns(columns), rows);
    }

    /** Declares a view, as {@link #table} does a table. */
    static SystemRelation view(int oid, String schema, String name, String columns, RowSource rows) {
        return new SystemRelation(oid, schema, name, true, parseColumns(columns), rows);
    }

    /** Returns the relation with its rows for superusers, and none for others. */
    SystemRelation forSuperusers() {
        return new SystemRelation(oid, schema, name, view, columns, (context, collector) -> {
            if (context.isSuperuser()) {
                rows.produce(context, collector);
            }
        });
    }

    /** Returns the rows in batches of all columns. */
    public List<Batch> read(SystemContext context) {
        var collector = new RowCollector(columns);
        rows.produce(context, collector);
        return collector.toBatches();
    }

    private static List<SystemColumn> parseColumns(String columns) {
        return Arrays.stream(columns.split(",\\s+"))
                .map(String::strip)
                .map(column -> {
                    int space = column.indexOf(' ');
                    return new SystemColumn(column.substring(0, space), parseType(column.substring(space + 1)));
                })
                .toList();
    }

    private static SqlType parseType(String name) {
        if (name.endsWith("[]")) {
            return new SqlType.Array(parseType(name.substring(0, name.length() - 2)));
        }
        if (name.startsWith("numeric(")) {
            int comma = name.indexOf(',');
            return new SqlType.Decimal(
                    Integer.parseInt(name.substring("numeric(".length(), comma)),
                    Integer.parseInt(name.substring(comma + 1, name.length() - 1)));
        }
        return switch (name) {
            case "int2vector" -> new SqlType.Array(SqlType.Simple.SMALLINT, true);
            case "oidvector" -> new SqlType.Array(SqlType.Simple.OID, true);
            case "bool" -> SqlType.Simple.BOOLEAN;
            case "int2" -> SqlType.Simple.SMALLINT;
            case "int4" -> SqlType.Simple.INTEGER;
            case "int8" -> SqlType.Simple.BIGINT;
            case "float4" -> SqlType.Simple.REAL;
            case "float8" -> SqlType.Simple.DOUBLE;
            case "oid" -> SqlType.Simple.OID;
            case "name" -> SqlType.Simple.NAME;
            case "date" -> SqlType.Simple.DATE;
            case "timestamp" -> SqlType.Simple.TIMESTAMP;
            case "timestamptz" -> SqlType.Simple.TIMESTAMPTZ;
            case "interval" -> SqlType.Simple.INTERVAL;
            // PostgreSQL's "char", which unlike CHAR(1) is not filled up with a blank and may be empty.
            case "char" -> new SqlType.Varchar(1);
            case "yesno" -> new SqlType.Varchar(3);
            case "text" -> new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
            default -> throw new IllegalArgumentException("type of a system column: " + name);
        };
    }
}
