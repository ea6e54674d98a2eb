package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Int128;

/** The types of two longs: wide DECIMAL, INTERVAL and TIMETZ. */
final class WideConverter implements ColumnConverter {
    private final WideParser parser;
    private final LoadErrorCode errorCode;
    private final long[] high = new long[Batch.CAPACITY + Batch.SLACK];
    private final long[] low = new long[Batch.CAPACITY + Batch.SLACK];
    private final Int128Vector vector = new Int128Vector(high, low, null);
    private final Int128 value = new Int128();

    /** Reads one value, or throws a {@link SlipherException}. */
    @FunctionalInterface
    interface WideParser {
        void parse(byte[] bytes, int from, int to, Int128 result);
    }

    WideConverter(WideParser parser, LoadErrorCode errorCode) {
        this.parser = parser;
        this.errorCode = errorCode;
    }

    @Override
    public Vector convert(FieldColumn fields) {
        var rows = fields.rows();
        for (var row = 0; row < rows; row++) {
            if (fields.locate(row)) {
                parse(fields, row);
            }
        }
        vector.set(high, low, fields.nulls());
        return vector;
    }

    private void parse(FieldColumn fields, int row) {
        try {
            parser.parse(fields.bytes(), fields.from(), fields.to(), value);
            high[row] = value.high();
            low[row] = value.low();
        } catch (SlipherException e) {
            var overflow = e.sqlState() == SqlState.NUMERIC_VALUE_OUT_OF_RANGE;
            fields.fail(row, overflow ? LoadErrorCode.OVERFLOW : errorCode);
        }
    }
}
