package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import java.util.Arrays;

/**
 * Where the fields of up to 2,048 records stand, column by column, so that each column is converted in one loop.
 *
 * <p>A field is a range of the block, or, where quotes or escapes were taken out, of {@link #scratch()}: then its start
 * and end are stored as their bitwise complements.
 */
final class FieldMatrix {
    private final int columnCount;
    private final int[][] starts;
    private final int[][] ends;
    private final boolean[] rewritten;
    private final boolean[] quoted;
    private boolean unterminated;
    private final int[] recordStarts = new int[Batch.CAPACITY];
    private final int[] recordEnds = new int[Batch.CAPACITY];
    private byte[] scratch = new byte[4096];
    private int scratchLength;
    private int rows;
    private int fields;

    FieldMatrix(int columnCount) {
        this.columnCount = columnCount;
        this.starts = new int[columnCount][Batch.CAPACITY];
        this.ends = new int[columnCount][Batch.CAPACITY];
        this.rewritten = new boolean[columnCount];
        this.quoted = new boolean[columnCount * Batch.CAPACITY];
    }

    /** Forgets all rows. */
    void clear() {
        for (var column = 0; column < columnCount; column++) {
            if (rewritten[column]) {
                Arrays.fill(quoted, column * Batch.CAPACITY, (column + 1) * Batch.CAPACITY, false);
                rewritten[column] = false;
            }
        }
        rows = 0;
        fields = 0;
        scratchLength = 0;
    }

    int columnCount() {
        return columnCount;
    }

    int rows() {
        return rows;
    }

    boolean isFull() {
        return rows == Batch.CAPACITY;
    }

    /** Returns how many fields the record at hand has so far, beyond the columns too. */
    int fieldsOfRecord() {
        return fields;
    }

    /** Returns whether the record at hand ended inside of quotes. */
    boolean isUnterminated() {
        return unterminated;
    }

    /** Says that the record at hand ended inside of quotes. */
    void setUnterminated() {
        unterminated = true;
    }

    /** Starts a record, forgetting the fields of one that was not kept. */
    void beginRecord() {
        fields = 0;
        unterminated = false;
    }

    /** Adds a field that stands in the block as it is; fields past the last column are only counted. */
    void add(int start, int end) {
        if (fields < columnCount) {
            starts[fields][rows] = start;
            ends[fields][rows] = end;
        }
        fields++;
    }

    /** Returns where in the scratch bytes a rewritten field begins. */
    int beginRewritten() {
        return scratchLength;
    }

    void append(byte b) {
        if (scratchLength == scratch.length) {
            scratch = Arrays.copyOf(scratch, scratch.length * 2);
        }
        scratch[scratchLength++] = b;
    }

    /**
     * Adds the field whose bytes were appended since {@link #beginRewritten}.
     *
     * @param wasQuoted whether it stood in quotes, so that it is never the null marker
     */
    void addRewritten(int start, boolean wasQuoted) {
        if (fields < columnCount) {
            starts[fields][rows] = ~start;
            ends[fields][rows] = ~scratchLength;
            rewritten[fields] = true;
            quoted[fields * Batch.CAPACITY + rows] = wasQuoted;
        }
        fields++;
    }

    /** Keeps the record, whose missing fields are empty. */
    void endRecord(int start, int end) {
        for (var column = fields; column < columnCount; column++) {
            starts[column][rows] = end;
            ends[column][rows] = end;
        }
        recordStarts[rows] = start;
        recordEnds[rows] = end;
        rows++;
        fields = 0;
    }

    int[] starts(int column) {
        return starts[column];
    }

    int[] ends(int column) {
        return ends[column];
    }

    /** Returns whether any field of the column refers to the scratch bytes. */
    boolean hasRewritten(int column) {
        return rewritten[column];
    }

    boolean isQuoted(int column, int row) {
        return quoted[column * Batch.CAPACITY + row];
    }

    byte[] scratch() {
        return scratch;
    }

    int recordStart(int row) {
        return recordStarts[row];
    }

    int recordEnd(int row) {
        return recordEnds[row];
    }
}
