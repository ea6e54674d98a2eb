package dev.slipher.compute.operator.aggregate;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;

/**
 * The runs of rows with equal keys in a batch, as tables have them that were sorted or loaded by the key: one look-up
 * serves a run. Equal keys may be in several runs.
 */
final class KeyRuns {
    /** Rows that are looked at to see whether there are runs at all. */
    private static final int SAMPLE = 128;

    private final boolean[] differs = new boolean[Batch.CAPACITY];
    private final int[] heads = new int[Batch.CAPACITY];
    private final int[] ends = new int[Batch.CAPACITY];
    private int count;

    /**
     * Looks for runs.
     *
     * @param positions the rows' positions in the keys
     * @return false if there are too few rows to a run, or the keys are not cheap to compare
     */
    boolean find(Vector[] keys, int[] positions, int rows) {
        for (var key : keys) {
            if (!(key instanceof IntVector
                    || key instanceof LongVector
                    || key instanceof DictionaryVector
                    || key instanceof ConstantVector)) {
                return false;
            }
        }
        return findAmong(keys, positions, Math.min(rows, SAMPLE))
                && (rows <= SAMPLE || findAmong(keys, positions, rows));
    }

    private boolean findAmong(Vector[] keys, int[] positions, int rows) {
        Arrays.fill(differs, 0, rows, false);
        for (var key : keys) {
            switch (key) {
                case IntVector v -> compare(v.values(), positions, rows);
                case LongVector v -> compare(v.values(), positions, rows);
                case DictionaryVector v -> compare(v.codes(), positions, rows);
                default -> {
                    continue;
                }
            }
            var nulls = key.nulls();
            if (nulls != null) {
                compareNulls(nulls, positions, rows);
            }
        }
        count = 0;
        for (var i = 1; i < rows; i++) {
            if (differs[i]) {
                ends[count++] = i;
            }
        }
        ends[count++] = rows;
        return 2 * count <= rows;
    }

    private void compare(int[] values, int[] positions, int rows) {
        for (var i = 1; i < rows; i++) {
            differs[i] |= values[positions[i]] != values[positions[i - 1]];
        }
    }

    private void compare(long[] values, int[] positions, int rows) {
        for (var i = 1; i < rows; i++) {
            differs[i] |= values[positions[i]] != values[positions[i - 1]];
        }
    }

    private void compareNulls(long[] nulls, int[] positions, int rows) {
        for (var i = 1; i < rows; i++) {
            var row = positions[i];
            var before = positions[i - 1];
            differs[i] |= (nulls[row >>> 6] >>> row & 1) != (nulls[before >>> 6] >>> before & 1);
        }
    }

    int count() {
        return count;
    }

    /** Returns the position of each run's first row. */
    int[] heads(int[] positions) {
        var start = 0;
        for (var run = 0; run < count; run++) {
            heads[run] = positions[start];
            start = ends[run];
        }
        return heads;
    }

    /** Gives each row what its run was given. */
    void spread(int[] byRun, int[] byRow) {
        var start = 0;
        for (var run = 0; run < count; run++) {
            var end = ends[run];
            for (var i = start; i < end; i++) {
                byRow[i] = byRun[run];
            }
            start = end;
        }
    }
}
