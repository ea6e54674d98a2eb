package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.DateTimeText;
import dev.slipher.storage.type.SessionTime;

/** DATE in ISO 8601 or another spelling that PostgreSQL accepts. */
final class DateConverter implements ColumnConverter {
    private final boolean acceptAny;
    private final SessionTime time;
    private final int[] values = new int[Batch.CAPACITY + Batch.SLACK];
    private final IntVector vector = new IntVector(values, null);

    /**
     * @param acceptAny whether what is no date becomes null
     */
    DateConverter(boolean acceptAny, SessionTime time) {
        this.acceptAny = acceptAny;
        this.time = time;
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
            return DateTimeText.parseDate(fields.bytes(), fields.from(), fields.to(), time);
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
