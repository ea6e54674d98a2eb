package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;

/** TIME, TIMESTAMP and TIMESTAMPTZ, in whichever format a parser reads. */
final class LongConverter implements ColumnConverter {
    private final LongParser parser;
    private final boolean acceptAny;
    private final long[] values = new long[Batch.CAPACITY + Batch.SLACK];
    private final LongVector vector = new LongVector(values, null);

    /** Reads one value, or throws a {@link SlipherException}. */
    @FunctionalInterface
    interface LongParser {
        long parse(byte[] bytes, int from, int to);
    }

    /**
     * @param acceptAny whether what cannot be read becomes null
     */
    LongConverter(LongParser parser, boolean acceptAny) {
        this.parser = parser;
        this.acceptAny = acceptAny;
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
            return parser.parse(fields.bytes(), fields.from(), fields.to());
        } catch (SlipherException e) {
            if (acceptAny) {
                fields.setNull(row);
            } else {
                fields.fail(row, LoadErrorCode.INVALID_TIMESTAMP);
            }
            return 0;
        }
    }
}
