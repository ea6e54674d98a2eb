package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One column of a {@link FieldMatrix} together with the bytes its ranges refer to, and the nulls found in it. */
final class FieldColumn {
    private final int columnIndex;
    private final TextColumn column;
    private final byte[] nullMarker;
    private final boolean markerLooksLikeNumber;
    private final RowFailures failures;
    private final long[] nullMask = new long[(Batch.CAPACITY + Batch.SLACK) >>> 6];
    private boolean anyNull;
    private byte[] block = new byte[0];
    private byte[] found = block;
    private int from;
    private int to;
    private final FieldMatrix fields;

    FieldColumn(int columnIndex, TextColumn column, byte[] nullMarker, FieldMatrix fields, RowFailures failures) {
        this.columnIndex = columnIndex;
        this.column = column;
        this.nullMarker = nullMarker;
        this.markerLooksLikeNumber = nullMarker.length > 0 && nullMarker[0] <= '9';
        this.fields = fields;
        this.failures = failures;
    }

    /** Starts over on the rows now in the matrix. */
    void begin(byte[] newBlock) {
        block = newBlock;
        if (anyNull) {
            Arrays.fill(nullMask, 0);
            anyNull = false;
        }
    }

    int rows() {
        return fields.rows();
    }

    /** Returns the array of fields that were not rewritten. */
    byte[] block() {
        return block;
    }

    byte[] scratch() {
        return fields.scratch();
    }

    int[] starts() {
        return fields.starts(columnIndex);
    }

    int[] ends() {
        return fields.ends(columnIndex);
    }

    /**
     * Finds the field of a type that is not a string, whose empty fields and blanks are null.
     *
     * @return false if it is null, which is then noted; else {@link #bytes()}, {@link #from()} and {@link #to()} tell
     *     where it stands
     */
    boolean locate(int row) {
        var start = starts()[row];
        var end = ends()[row];
        found = start < 0 ? fields.scratch() : block;
        from = start < 0 ? ~start : start;
        to = start < 0 ? ~end : end;
        if (isBlank() || isNullMarker(found, from, to, row)) {
            setNull(row);
            return false;
        }
        return true;
    }

    private boolean isBlank() {
        for (var i = from; i < to; i++) {
            if (found[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        return found;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Returns whether the range {@code bytes[start .. end - 1]} of {@code row} is the null marker. */
    boolean isNullMarker(byte[] bytes, int start, int end, int row) {
        return end - start == nullMarker.length
                && Arrays.equals(bytes, start, end, nullMarker, 0, nullMarker.length)
                && !(fields.hasRewritten(columnIndex) && fields.isQuoted(columnIndex, row));
    }

    /** Returns whether the null marker could be taken for a number or a date, so that it must be looked for first. */
    boolean nullMarkerLooksLikeNumber() {
        return markerLooksLikeNumber;
    }

    boolean isQuoted(int row) {
        return fields.hasRewritten(columnIndex) && fields.isQuoted(columnIndex, row);
    }

    /** Makes the row's value NULL, or fails the row where the column takes none. */
    void setNull(int row) {
        if (!column.nullable()) {
            failures.add(row, columnIndex, LoadErrorCode.NULL_IN_NOT_NULL);
        }
        nullMask[row >>> 6] |= 1L << row;
        anyNull = true;
    }

    void fail(int row, LoadErrorCode code) {
        failures.add(row, columnIndex, code);
    }

    long @Nullable [] nulls() {
        return anyNull ? nullMask : null;
    }
}
