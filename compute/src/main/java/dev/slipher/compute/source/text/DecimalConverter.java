package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.DecimalText;
import dev.slipher.storage.type.DecimalText.Excess;
import dev.slipher.storage.type.SqlType;

/** DECIMAL of at most 18 digits. */
final class DecimalConverter implements ColumnConverter {
    private final SqlType.Decimal type;
    private final Excess excess;
    private final long[] values = new long[Batch.CAPACITY + Batch.SLACK];
    private final LongVector vector = new LongVector(values, null);

    DecimalConverter(SqlType.Decimal type, Excess excess) {
        this.type = type;
        this.excess = excess;
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

    private long parse(FieldColumn fields, int row) {
        try {
            return DecimalText.parseLong(type, fields.bytes(), fields.from(), fields.to(), excess);
        } catch (SlipherException e) {
            fields.fail(row, errorCode(e));
            return 0;
        }
    }

    static LoadErrorCode errorCode(SlipherException e) {
        return e.sqlState() == SqlState.NUMERIC_VALUE_OUT_OF_RANGE
                ? LoadErrorCode.OVERFLOW
                : LoadErrorCode.INVALID_DECIMAL;
    }
}
