package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.List;

/** A declared, not enforced, key of a table; the planner and the catalogs' readers see it. */
public sealed interface Constraint {
    /** Returns the constraint's name, given or made up as PostgreSQL does. */
    String name();

    /** Returns the columns of the table itself that it is about, by permanent id. */
    List<Integer> columnIds();

    @Tag(54)
    record PrimaryKey(String name, List<Integer> columnIds) implements Constraint {}

    @Tag(55)
    record Unique(String name, List<Integer> columnIds) implements Constraint {}

    @Tag(56)
    record ForeignKey(String name, List<Integer> columnIds, int referencedTableOid, List<Integer> referencedColumnIds)
            implements Constraint {
        /** Returns whether a change of the table that it refers to takes a column from it, or the last key of its columns. */
        public boolean isBrokenBy(TableDefinition before, TableDefinition after) {
            return referencedColumnIds.stream()
                            .anyMatch(id -> before.findColumn(id).isPresent()
                                    && after.findColumn(id).isEmpty())
                    || before.findKey(referencedColumnIds).isPresent()
                            && after.findKey(referencedColumnIds).isEmpty();
        }
    }
}
