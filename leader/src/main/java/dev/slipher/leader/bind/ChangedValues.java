package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Writing;
import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values that a statement gives to a table's columns, gathered one column after another. */
final class ChangedValues {
    private final QueryContext context;
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Integer> columnIds = new ArrayList<>();

    ChangedValues(QueryContext context) {
        this.context = context;
    }

    /** Returns whether a statement may give a column values of its own. */
    static boolean isSettable(Column column) {
        return column.identity().map(Column.Identity::byDefault).orElse(true);
    }

    /**
     * Checks that a statement may give a column values of its own.
     *
     * @param position of the value, 0 where it has none
     * @throws SlipherException 0A000 if all values are drawn from an IDENTITY
     */
    static void requireSettable(Column column, int position) {
        if (!isSettable(column)) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cannot set an identity column to a value: \"%s\"".formatted(column.name()))
                    .withPosition(position);
        }
    }

    /** Adds the addresses of the rows to change, which come before all else. */
    void addAddress(int column) {
        assignments.add(new Assignment(column, new Expression.ColumnReference(column, SqlType.Simple.BIGINT)));
        outputs.add(new Output("row_address", column, Optional.empty()));
    }

    void add(Column column, Expression value) {
        add(column.name(), value, column.type(), column.id());
    }

    /** Has a column's value drawn from its IDENTITY in the rows where {@code drawn} is true. */
    void addDrawing(Column column, Expression drawn) {
        add(column.name(), drawn, SqlType.Simple.BOOLEAN, Writing.drawing(column.id()));
    }

    private void add(String name, Expression value, SqlType type, int columnId) {
        int id = context.columns().add(name, type, true);
        assignments.add(new Assignment(id, value));
        outputs.add(new Output(name, id, Optional.empty()));
        columnIds.add(columnId);
    }

    /** Returns the query of the values, computed of the rows of {@code input}. */
    BoundQuery of(LogicalNode input) {
        return new BoundQuery(new LogicalNode.Project(input, assignments), outputs);
    }

    /** Returns what the values are in the table, without the addresses. */
    List<Integer> columnIds() {
        return columnIds;
    }
}
