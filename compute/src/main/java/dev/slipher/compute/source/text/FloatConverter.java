package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.FloatText;

/** REAL and DOUBLE PRECISION. */
final class FloatConverter implements ColumnConverter {
    private final boolean real;
    private final double[] values = new double[Batch.CAPACITY + Batch.SLACK];
    private final DoubleVector vector = new DoubleVector(values, null);

    FloatConverter(boolean real) {
        this.real = real;
    }

    @Override
    public Vector convert(FieldColumn fields) {
        var rows = fields.rows();
        for (var row = 0; row < rows; row++) {
            if (fields.locate(row)) {
                values[row] = parse(fields, row);
            }
        }
        vector.set(values, fields.nulls());
        return vector;
    }

    private double parse(FieldColumn fields, int row) {
        try {
            return real
                    ? FloatText.parseReal(fields.bytes(), fields.from(), fields.to())
                    : FloatText.parseDouble(fields.bytes(), fields.from(), fields.to());
        } catch (SlipherException e) {
            var overflow = e.sqlState() == SqlState.NUMERIC_VALUE_OUT_OF_RANGE;
            fields.fail(row, overflow ? LoadErrorCode.OVERFLOW : LoadErrorCode.INVALID_FLOAT);
            return 0;
        }
    }
}
