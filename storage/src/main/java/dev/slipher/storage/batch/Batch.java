package dev.slipher.storage.batch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * At most {@value #CAPACITY} rows as one vector a column, with an optional selection vector of the rows that survive.
 *
 * <p>A batch is only valid until the call that received it returns: its producer reuses the batch and its vectors.
 */
public final class Batch {
    /** The most rows a batch holds, and the values of a storage block. */
    public static final int CAPACITY = 2_048;

    /** Array entries past {@link #CAPACITY} that SIMD stores may overwrite. */
    public static final int SLACK = 64;

    private final Vector[] columns;
    private int rowCount;
    private int @Nullable [] selection;
    private int selectedCount;

    /** Makes a batch in which every row of {@code columns} is selected. */
    public Batch(Vector[] columns, int rowCount) {
        this.columns = columns;
        this.rowCount = rowCount;
        this.selectedCount = rowCount;
    }

    public int columnCount() {
        return columns.length;
    }

    public Vector column(int columnIndex) {
        return columns[columnIndex];
    }

    /** Replaces a column, keeping rows and selection. */
    public void setColumn(int columnIndex, Vector vector) {
        columns[columnIndex] = vector;
    }

    /** Returns a batch of other vectors of this one's rows, with the same ones selected; the selection is shared. */
    public Batch withColumns(Vector[] others) {
        var batch = new Batch(others, rowCount);
        batch.selection = selection;
        batch.selectedCount = selectedCount;
        return batch;
    }

    /** Returns a batch of the columns after the first {@code count}, with the same rows selected. */
    public Batch withoutFirst(int count) {
        return withColumns(Arrays.copyOfRange(columns, count, columns.length));
    }

    /** Returns the rows that the vectors hold, selected or not. */
    public int rowCount() {
        return rowCount;
    }

    /** Returns the ascending positions of the selected rows, or null when all are selected; not a copy. */
    public int @Nullable [] selection() {
        return selection;
    }

    /** Returns the position of the selected row with this index among the selected ones; for places that look at few rows. */
    public int position(int index) {
        return selection == null ? index : selection[index];
    }

    /** Returns the number of selected rows, which is {@link #rowCount()} without a selection. */
    public int selectedCount() {
        return selectedCount;
    }

    /** Selects all of {@code newRowCount} rows. */
    public void setRows(int newRowCount) {
        rowCount = newRowCount;
        selection = null;
        selectedCount = newRowCount;
    }

    /** Selects the first {@code count} of {@code positions}, which must ascend. */
    public void select(int[] positions, int count) {
        selection = positions;
        selectedCount = count;
    }
}
