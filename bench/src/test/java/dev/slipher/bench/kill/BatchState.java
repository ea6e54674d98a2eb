package dev.slipher.bench.kill;

/**
 * A batch of rows as queries see it: rows numbered from 1 to {@code rows}, each changed as often as the others, and as
 * many copies in another table.
 */
record BatchState(int rows, int changes, int copies) {
    static final BatchState NOTHING = new BatchState(0, 0, 0);

    BatchState withRows(int newRows) {
        return new BatchState(newRows, newRows == 0 ? 0 : changes, copies);
    }

    BatchState changed() {
        return new BatchState(rows, rows == 0 ? 0 : changes + 1, copies);
    }

    BatchState withoutCopies() {
        return new BatchState(rows, changes, 0);
    }
}
