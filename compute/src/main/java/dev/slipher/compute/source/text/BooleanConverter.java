package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.BooleanText;

/** BOOLEAN in any of PostgreSQL's spellings. */
final class BooleanConverter implements ColumnConverter {
    private final int[] values = new int[Batch.CAPACITY + Batch.SLACK];
    private final IntVector vector = new IntVector(values, null);

    @Override
    public Vector convert(FieldColumn fields) {
        var rows = fields.rows();
        for (var row = 0; row < rows; row++) {
            if (fields.locate(row)) {
                values[row] = parse(fields, row) ? 1 : 0;
            }
        }
        vector.set(values, fields.nulls());
        return vector;
    }

    private static boolean parse(FieldColumn fields, int row) {
        try {
            return BooleanText.parse(fields.bytes(), fields.from(), fields.to());
        } catch (SlipherException e) {
            fields.fail(row, LoadErrorCode.INVALID_BOOLEAN);
            return false;
        }
    }
}
