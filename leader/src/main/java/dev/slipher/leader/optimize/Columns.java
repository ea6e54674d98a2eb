package dev.slipher.leader.optimize;

import dev.slipher.leader.plan.PlannedQuery.Origin;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All columns of one query; a column's id is its place here and never changes its meaning. */
public final class Columns {
    private final List<Column> columns = new ArrayList<>();

    /**
     * What a column is.
     *
     * @param table the alias of the relation it comes from; empty for computed ones
     * @param nullable whether its own source can give nulls; outer joins above may add some
     */
    public record Column(String table, String name, SqlType type, boolean nullable, Optional<Origin> origin) {
        /** Returns the name as EXPLAIN shows it. */
        public String qualifiedName() {
            return table.isEmpty() ? name : table + "." + name;
        }
    }

    /** Adds a computed column and returns its id. */
    public int add(String name, SqlType type, boolean nullable) {
        return add(new Column("", name, type, nullable, Optional.empty()));
    }

    /** Adds a column and returns its id. */
    public int add(Column column) {
        columns.add(column);
        return columns.size() - 1;
    }

    /** Returns the column of that id. */
    public Column get(int id) {
        return columns.get(id);
    }

    /** Adds a column like another one, for a second copy of its rows. */
    public int copy(int id) {
        return add(columns.get(id));
    }
}
