package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.List;

/** A declared, not enforced, key of a table; the planner and the catalogs' readers see it. */
public sealed interface Constraint {
    /** Returns the constraint's name, given or made up as PostgreSQL does. */
    String name();

    @Tag(54)
    record PrimaryKey(String name, List<Integer> columnIds) implements Constraint {}

    @Tag(55)
    record Unique(String name, List<Integer> columnIds) implements Constraint {}

    @Tag(56)
    record ForeignKey(String name, List<Integer> columnIds, int referencedTableOid, List<Integer> referencedColumnIds)
            implements Constraint {}
}
