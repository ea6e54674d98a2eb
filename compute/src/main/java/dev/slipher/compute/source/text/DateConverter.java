package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;

/** DATE, in whichever format a parser reads. */
final class DateConverter implements ColumnConverter {
    private final DateParser parser;
    private final boolean acceptAny;
    private final int[] values = new int[Batch.CAPACITY + Batch.SLACK];
    private final IntVector vector = new IntVector(values, null);

    /** Reads the days since 2000-01-01, or throws a {@link SlipherException}. */
    @FunctionalInterface
    interface DateParser {
        int parse(byte[] bytes, int from, int to);
    }

    /**
     * @param acceptAny whether what is no date becomes null
     */
    DateConverter(DateParser parser, boolean acceptAny) {
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

    private int parse(FieldColumn fields, int row) {
        try {
            return parser.parse(fields.bytes(), fields.from(), fields.to());
        } catch (SlipherException e) {
            if (acceptAny) {
                fields.setNull(row);
            } else {
                fields.fail(row, LoadErrorCode.INVALID_DATE);
            }
            return 0;
        }
    }
}
