package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.VarbyteText;

/** VARBYTE as hexadecimal digits. */
final class VarbyteConverter implements ColumnConverter {
    private final int maxLength;
    private final ByteSink bytes = new ByteSink(1 << 12);
    private final int[] offsets = new int[Batch.CAPACITY + Batch.SLACK];
    private final BytesVector vector = new BytesVector(bytes.bytes(), offsets, null);

    VarbyteConverter(int maxLength) {
        this.maxLength = maxLength;
    }

    @Override
    public Vector convert(FieldColumn fields) {
        var rows = fields.rows();
        bytes.clear();
        for (var row = 0; row < rows; row++) {
            offsets[row] = bytes.length();
            if (fields.locate(row)) {
                parse(fields, row);
            }
        }
        offsets[rows] = bytes.length();
        vector.set(bytes.bytes(), offsets, fields.nulls());
        return vector;
    }

    private void parse(FieldColumn fields, int row) {
        var start = bytes.length();
        try {
            VarbyteText.parse(fields.bytes(), fields.from(), fields.to(), bytes);
        } catch (SlipherException e) {
            bytes.setLength(start);
            fields.fail(row, LoadErrorCode.INVALID_DIGIT);
            return;
        }
        if (bytes.length() - start > maxLength) {
            bytes.setLength(start);
            fields.fail(row, LoadErrorCode.TOO_LONG);
        }
    }
}
