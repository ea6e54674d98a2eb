package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import java.util.Arrays;

/** Which rows of a batch could not be converted, with the first column that failed in each. */
final class RowFailures {
    private static final int NONE = -1;

    private final int[] columns = new int[Batch.CAPACITY];
    private final LoadErrorCode[] codes = new LoadErrorCode[Batch.CAPACITY];
    private int count;

    RowFailures() {
        Arrays.fill(columns, NONE);
    }

    void clear() {
        if (count > 0) {
            Arrays.fill(columns, NONE);
            count = 0;
        }
    }

    /** Notes a failure unless the row failed in an earlier column. */
    void add(int row, int column, LoadErrorCode code) {
        if (columns[row] == NONE) {
            columns[row] = column;
            codes[row] = code;
            count++;
        }
    }

    int count() {
        return count;
    }

    boolean isFailed(int row) {
        return columns[row] != NONE;
    }

    int column(int row) {
        return columns[row];
    }

    LoadErrorCode code(int row) {
        return codes[row];
    }
}
