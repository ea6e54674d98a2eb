package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;

/** CHAR and VARCHAR: valid UTF-8 of limited length in bytes, with COPY's options for what is not. */
final class BytesConverter implements ColumnConverter {
    private final TextFormat format;
    private final int maxLength;
    private final boolean fixedLength;
    private final int[] offsets = new int[Batch.CAPACITY + Batch.SLACK];
    private final BytesVector vector;
    private byte[] bytes = new byte[1 << 16];
    private int length;

    /**
     * @param maxLength in bytes
     * @param fixedLength whether the type is CHAR, stored without trailing blanks and of single-byte characters only
     */
    BytesConverter(TextFormat format, int maxLength, boolean fixedLength) {
        this.format = format;
        this.maxLength = maxLength;
        this.fixedLength = fixedLength;
        this.vector = new BytesVector(bytes, offsets, null);
    }

    @Override
    public Vector convert(FieldColumn fields) {
        var starts = fields.starts();
        var ends = fields.ends();
        var block = fields.block();
        var rows = fields.rows();
        length = 0;
        for (var row = 0; row < rows; row++) {
            offsets[row] = length;
            if (starts[row] < 0) {
                append(fields, row, fields.scratch(), ~starts[row], ~ends[row]);
            } else {
                append(fields, row, block, starts[row], ends[row]);
            }
        }
        offsets[rows] = length;
        vector.set(bytes, offsets, fields.nulls());
        return vector;
    }

    private void append(FieldColumn fields, int row, byte[] from, int start, int fieldEnd) {
        if (fields.isNullMarker(from, start, fieldEnd, row) || becomesNull(fields, row, from, start, fieldEnd)) {
            fields.setNull(row);
            return;
        }
        var end = fieldEnd;
        if (fixedLength || format.trimBlanks()) {
            while (end > start && from[end - 1] == ' ') {
                end--;
            }
        }
        if (Utf8.isPlain(from, start, end)) {
            if (end - start <= maxLength) {
                copy(from, start, end);
            } else {
                appendTooLong(fields, row, from, start, end);
            }
        } else {
            appendUnicode(fields, row, from, start, end);
        }
    }

    private boolean becomesNull(FieldColumn fields, int row, byte[] from, int start, int end) {
        if (start == end) {
            return format.emptyAsNull() && !fields.isQuoted(row);
        }
        if (!format.blanksAsNull()) {
            return false;
        }
        for (var i = start; i < end; i++) {
            if (from[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    private void appendTooLong(FieldColumn fields, int row, byte[] from, int start, int end) {
        if (!format.truncateColumns()) {
            fields.fail(row, LoadErrorCode.TOO_LONG);
            return;
        }
        copy(from, start, Utf8.characterStart(from, start, Math.min(end, start + maxLength)));
    }

    private void appendUnicode(FieldColumn fields, int row, byte[] from, int start, int end) {
        var invalid = fixedLength ? start : Utf8.firstInvalid(from, start, end);
        if (invalid < 0) {
            if (end - start <= maxLength) {
                copy(from, start, end);
            } else {
                appendTooLong(fields, row, from, start, end);
            }
            return;
        }
        if (format.invalidCharacter().isEmpty()) {
            fields.fail(row, LoadErrorCode.INVALID_CHARACTER);
            return;
        }
        var replaced = Arrays.copyOfRange(from, start, end);
        Utf8.replaceInvalid(replaced, format.invalidCharacter().get(), fixedLength);
        if (replaced.length <= maxLength) {
            copy(replaced, 0, replaced.length);
        } else {
            appendTooLong(fields, row, replaced, 0, replaced.length);
        }
    }

    private void copy(byte[] from, int start, int end) {
        var count = end - start;
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }
}
