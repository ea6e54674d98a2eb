package dev.slipher.compute.source.text;

import dev.slipher.compute.source.text.TextFormat.DateTimeFormat;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.DateTimeText;
import dev.slipher.storage.type.DecimalText;
import dev.slipher.storage.type.DecimalText.Excess;
import dev.slipher.storage.type.IntervalText;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.ZoneTime;
import java.math.BigDecimal;

/** Chooses how the fields of a column are converted. */
final class ColumnConverters {
    /** Microseconds from 1970-01-01 to 2000-01-01. */
    private static final long UNIX_EPOCH_MICROS = 946_684_800_000_000L;

    private ColumnConverters() {}

    /**
     * Returns the converter of one column.
     *
     * @throws SlipherException with 0A000 for a type or format that text files cannot hold yet
     */
    static ColumnConverter of(SqlType type, TextFormat format, SessionTime time) {
        return switch (type) {
            case SqlType.Simple simple -> ofSimple(simple, format, time);
            case SqlType.Decimal decimal -> ofDecimal(decimal, format.roundDecimals() ? Excess.ROUND : Excess.TRUNCATE);
            case SqlType.Char(var length) -> new BytesConverter(format, length, true);
            case SqlType.Varchar(var length) -> new BytesConverter(format, length, false);
            case SqlType.Varbyte(var length) -> new VarbyteConverter(length);
            case SqlType.Array array ->
                throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "cannot load values of type " + array);
        };
    }

    private static ColumnConverter ofDecimal(SqlType.Decimal type, Excess excess) {
        return type.precision() <= SqlType.Decimal.MAX_LONG_PRECISION
                ? new DecimalConverter(type, excess)
                : new WideConverter(
                        (bytes, from, to, result) -> DecimalText.parseWide(type, bytes, from, to, excess, result),
                        LoadErrorCode.INVALID_DECIMAL);
    }

    private static ColumnConverter ofSimple(SqlType.Simple type, TextFormat format, SessionTime time) {
        return switch (type) {
            case BOOLEAN -> new BooleanConverter();
            case SMALLINT, INTEGER, BIGINT, OID -> new IntegerConverter(type);
            case REAL -> new FloatConverter(true);
            case DOUBLE -> new FloatConverter(false);
            case DATE -> new DateConverter(dateParser(format.dateFormat(), time), format.acceptAnyDate());
            case TIME -> new LongConverter((bytes, from, to) -> DateTimeText.parseTime(bytes, from, to, time), false);
            case TIMESTAMP, TIMESTAMPTZ -> ofTimestamp(type, format, time);
            case TIMETZ ->
                new WideConverter(
                        (bytes, from, to, result) -> DateTimeText.parseTimeTz(bytes, from, to, time, result),
                        LoadErrorCode.INVALID_TIMESTAMP);
            case INTERVAL -> new WideConverter(IntervalText::parse, LoadErrorCode.UNKNOWN);
            case NAME -> new BytesConverter(format, 63, false);
        };
    }

    private static DateConverter.DateParser dateParser(DateTimeFormat format, SessionTime time) {
        return switch (format) {
            case DateTimeFormat.Standard _ -> (bytes, from, to) -> DateTimeText.parseDate(bytes, from, to, time);
            case DateTimeFormat.EpochSeconds _ -> (bytes, from, to) -> day(epoch(bytes, from, to, 6));
            case DateTimeFormat.EpochMilliseconds _ -> (bytes, from, to) -> day(epoch(bytes, from, to, 3));
            case DateTimeFormat.Pattern(var text) -> {
                var pattern = new DatePattern(text);
                yield (bytes, from, to) -> day(pattern.micros(bytes, from, to));
            }
        };
    }

    private static int day(long micros) {
        return (int) Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
    }

    private static ColumnConverter ofTimestamp(SqlType.Simple type, TextFormat format, SessionTime time) {
        var zoned = type == SqlType.Simple.TIMESTAMPTZ;
        LongConverter.LongParser parser = switch (format.timeFormat()) {
            case DateTimeFormat.EpochSeconds _ -> (bytes, from, to) -> epoch(bytes, from, to, 6);
            case DateTimeFormat.EpochMilliseconds _ -> (bytes, from, to) -> epoch(bytes, from, to, 3);
            case DateTimeFormat.Standard _ ->
                zoned
                        ? (bytes, from, to) -> DateTimeText.parseTimestampTz(bytes, from, to, time)
                        : (bytes, from, to) -> DateTimeText.parseTimestamp(bytes, from, to, time);
            case DateTimeFormat.Pattern(var text) -> {
                var pattern = new DatePattern(text);
                yield zoned
                        ? (bytes, from, to) -> ZoneTime.toUtc(pattern.micros(bytes, from, to), time.zone())
                        : pattern::micros;
            }
        };
        return new LongConverter(parser, format.acceptAnyDate());
    }

    private static long epoch(byte[] bytes, int from, int to, int microDigits) {
        try {
            BigDecimal micros = DecimalText.parse(bytes, from, to).movePointRight(microDigits);
            return Math.subtractExact(micros.longValue(), UNIX_EPOCH_MICROS);
        } catch (ArithmeticException e) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range", e);
        }
    }
}
