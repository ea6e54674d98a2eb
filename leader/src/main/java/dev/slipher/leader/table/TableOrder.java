package dev.slipher.leader.table;

import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.storage.catalog.TableDefinition;
import java.util.List;

/** The order in which a table's rows are written. */
public final class TableOrder {
    private TableOrder() {}

    /**
     * Returns the table's sort key as columns of rows, as far as it is among them.
     *
     * @param columnIds permanent ids of the rows' columns
     */
    public static List<SortColumn> of(TableDefinition table, List<Integer> columnIds) {
        return table.sortKey().columnIds().stream()
                .map(columnIds::indexOf)
                .takeWhile(index -> index >= 0)
                .map(index -> new SortColumn(index, false, false))
                .toList();
    }
}
