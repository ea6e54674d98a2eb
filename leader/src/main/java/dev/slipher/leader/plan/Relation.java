package dev.slipher.leader.plan;

import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.type.SqlType;
import java.util.List;

/** Something that FROM can name. */
public sealed interface Relation {
    /** Returns the schema it lies in. */
    String schema();

    /** Returns its name within the schema. */
    String name();

    /** Returns its object id. */
    int oid();

    /** A table with rows of its own, permanent or temporary. */
    record StoredTable(String schema, TableDefinition definition, TableStatistics statistics) implements Relation {
        @Override
        public String name() {
            return definition.name();
        }

        @Override
        public int oid() {
            return definition.oid();
        }
    }

    /**
     * A view.
     *
     * @param resolver looks up the names in the view's query, along the search path that it was made with
     */
    record View(String schema, ViewDefinition definition, RelationResolver resolver) implements Relation {
        @Override
        public String name() {
            return definition.name();
        }

        @Override
        public int oid() {
            return definition.oid();
        }
    }

    /** A relation whose rows the leader makes, such as {@code pg_class}. */
    record SystemRelation(String schema, String name, int oid, List<SystemColumn> columns, double expectedRows)
            implements Relation {
        public SystemRelation {
            columns = List.copyOf(columns);
        }
    }

    /** A column of a {@link SystemRelation}. */
    record SystemColumn(String name, SqlType type) {}
}
