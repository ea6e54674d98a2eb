package dev.slipher.leader.plan;

import java.util.List;

/**
 * The rows that a statement changes in one table.
 *
 * <p>The source's columns are, for INSERT, the values of {@code columnIds}; for UPDATE, the row's address and then the
 * new row's values of {@code columnIds}; for DELETE, the row's address alone; for MERGE, as for
 * UPDATE, with a null address for a row to insert. Addresses may come
 * more than once when FROM or USING matches a row several times. Values are of the columns' types, and NOT NULL is not
 * checked. All columns come but identity columns whose values are drawn; of those that are drawn in some rows
 * {@link dev.slipher.compute.fragment.Writing#drawing} says in which.
 */
public record PlannedChange(Relation.StoredTable table, PlannedQuery source, List<Integer> columnIds) {
    public PlannedChange {
        columnIds = List.copyOf(columnIds);
    }
}
