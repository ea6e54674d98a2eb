package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.IntegerText;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;

/** SMALLINT, INTEGER and BIGINT: decimal digits with an optional sign, blanks around them ignored. */
final class IntegerConverter implements ColumnConverter {
    /** Digits that cannot overflow a long. */
    private static final int MAX_FAST_DIGITS = 18;

    private final SqlType type;
    private final long max;
    private final long[] values = new long[Batch.CAPACITY + Batch.SLACK];
    private final int[] narrow = new int[Batch.CAPACITY + Batch.SLACK];
    private final IntVector intVector = new IntVector(narrow, null);
    private final LongVector longVector = new LongVector(values, null);

    IntegerConverter(SqlType type) {
        this.type = type;
        this.max = switch (type) {
            case SqlType.Simple.SMALLINT -> Short.MAX_VALUE;
            case SqlType.Simple.INTEGER -> Integer.MAX_VALUE;
            case SqlType.Simple.OID -> 0xFFFF_FFFFL;
            default -> Long.MAX_VALUE;
        };
    }

    @Override
    public Vector convert(FieldColumn fields) {
        var starts = fields.starts();
        var ends = fields.ends();
        var block = fields.block();
        var rows = fields.rows();
        var maxLength = fields.nullMarkerLooksLikeNumber() ? 0 : MAX_FAST_DIGITS;
        for (var row = 0; row < rows; row++) {
            var start = starts[row];
            var length = ends[row] - start;
            if (start < 0 || length <= 0 || length > maxLength) {
                values[row] = convertSlowly(fields, row);
                continue;
            }
            long value = 0;
            var notDigits = 0;
            for (var i = start; i < start + length; i++) {
                var digit = block[i] - '0';
                notDigits |= digit | 9 - digit;
                value = value * 10 + digit;
            }
            values[row] = notDigits >= 0 && value <= max ? value : convertSlowly(fields, row);
        }
        if (type.physicalKind() == PhysicalKind.INT64) {
            longVector.set(values, fields.nulls());
            return longVector;
        }
        for (var row = 0; row < rows; row++) {
            narrow[row] = (int) values[row];
        }
        intVector.set(narrow, fields.nulls());
        return intVector;
    }

    private long convertSlowly(FieldColumn fields, int row) {
        if (!fields.locate(row)) {
            return 0;
        }
        try {
            return IntegerText.parse(type, fields.bytes(), fields.from(), fields.to());
        } catch (SlipherException e) {
            var overflow = e.sqlState() == SqlState.NUMERIC_VALUE_OUT_OF_RANGE;
            fields.fail(row, overflow ? LoadErrorCode.OVERFLOW : LoadErrorCode.INVALID_DIGIT);
            return 0;
        }
    }
}
