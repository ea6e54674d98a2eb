package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.BooleanText;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.DateTimeText;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.DecimalText;
import dev.slipher.storage.type.FloatText;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.IntegerText;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.IntervalText;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import dev.slipher.storage.type.ZoneTime;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Conversions between families that are not plain arithmetic; found by the families, their names say nothing.
 *
 * <p>A cast to text gives the whole text, whose length the caller limits.
 */
final class CastFunctions {
    private CastFunctions() {}

    // To text

    @ScalarFunction(name = "cast", arguments = TypeFamily.BOOLEAN, result = TypeFamily.TEXT)
    static void textOfBoolean(boolean value, ByteSink out) {
        out.appendAscii(value ? "true" : "false");
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.SMALLINT, result = TypeFamily.TEXT)
    static void textOfSmallint(long value, ByteSink out) {
        out.appendLong(value);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.INTEGER, result = TypeFamily.TEXT)
    static void textOfInteger(long value, ByteSink out) {
        out.appendLong(value);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.BIGINT, result = TypeFamily.TEXT)
    static void textOfBigint(long value, ByteSink out) {
        out.appendLong(value);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.OID, result = TypeFamily.TEXT)
    static void textOfOid(long value, ByteSink out) {
        out.appendLong(value);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.DECIMAL, result = TypeFamily.TEXT)
    static void textOfDecimal(Int128 value, CallState state, ByteSink out) {
        if (value.fitsLong()) {
            DecimalText.format(value.low(), state.scale(0), out);
        } else {
            value.appendDecimal(state.scale(0), out);
        }
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.REAL, result = TypeFamily.TEXT)
    static void textOfReal(double value, ByteSink out) {
        FloatText.formatReal(value, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.DOUBLE, result = TypeFamily.TEXT)
    static void textOfDouble(double value, ByteSink out) {
        FloatText.formatDouble(value, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.DATE, result = TypeFamily.TEXT)
    static void textOfDate(int value, ByteSink out) {
        DateTimeText.formatDate(value, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TIME, result = TypeFamily.TEXT)
    static void textOfTime(long value, ByteSink out) {
        DateTimeText.formatTime(value, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TIMETZ, result = TypeFamily.TEXT)
    static void textOfTimetz(Int128 value, ByteSink out) {
        DateTimeText.formatTimeTz(value.high(), value.low(), out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TIMESTAMP, result = TypeFamily.TEXT)
    static void textOfTimestamp(long value, ByteSink out) {
        DateTimeText.formatTimestamp(value, out);
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TIMESTAMPTZ,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void textOfTimestamptz(long value, CallState state, ByteSink out) {
        DateTimeText.formatTimestampTz(value, state.context().time().zone(), out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.INTERVAL, result = TypeFamily.TEXT)
    static void textOfInterval(Int128 value, ByteSink out) {
        IntervalText.format(value.high(), value.low(), out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.VARBYTE, result = TypeFamily.TEXT)
    static void textOfVarbyte(Text value, ByteSink out) {
        TypeText.checkUtf8(value.bytes(), value.from(), value.to());
        value.appendTo(out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.ARRAY, result = TypeFamily.TEXT)
    static void textOfArray(Text value, CallState state, ByteSink out) {
        TypeText.formatBytes(state.argumentType(0), value.bytes(), value.from(), value.to(), out);
    }

    // From text

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.BOOLEAN)
    static boolean booleanOfText(Text text) {
        return BooleanText.parse(text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.SMALLINT)
    static int smallintOfText(Text text) {
        return (int) IntegerText.parse(SqlType.Simple.SMALLINT, text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.INTEGER)
    static int integerOfText(Text text) {
        return (int) IntegerText.parse(SqlType.Simple.INTEGER, text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.BIGINT)
    static long bigintOfText(Text text) {
        return IntegerText.parse(SqlType.Simple.BIGINT, text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.OID)
    static long oidOfText(Text text) {
        return IntegerText.parse(SqlType.Simple.OID, text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.DECIMAL)
    static void decimalOfText(Text text, CallState state, Int128 out) {
        var type = (SqlType.Decimal) state.resultType();
        DecimalText.parseWide(type, text.bytes(), text.from(), text.to(), DecimalText.Excess.ROUND, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.REAL)
    static double realOfText(Text text) {
        return FloatText.parseReal(text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.DOUBLE)
    static double doubleOfText(Text text) {
        return FloatText.parseDouble(text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.DATE,
            volatility = Volatility.STABLE)
    static int dateOfText(Text text, CallState state) {
        return DateTimeText.parseDate(
                text.bytes(), text.from(), text.to(), state.context().time());
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TIME,
            volatility = Volatility.STABLE)
    static long timeOfText(Text text, CallState state) {
        return DateTimeText.parseTime(
                text.bytes(), text.from(), text.to(), state.context().time());
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TIMETZ,
            volatility = Volatility.STABLE)
    static void timetzOfText(Text text, CallState state, Int128 out) {
        DateTimeText.parseTimeTz(
                text.bytes(), text.from(), text.to(), state.context().time(), out);
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TIMESTAMP,
            volatility = Volatility.STABLE)
    static long timestampOfText(Text text, CallState state) {
        return DateTimeText.parseTimestamp(
                text.bytes(), text.from(), text.to(), state.context().time());
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long timestamptzOfText(Text text, CallState state) {
        return DateTimeText.parseTimestampTz(
                text.bytes(), text.from(), text.to(), state.context().time());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.INTERVAL)
    static void intervalOfText(Text text, Int128 out) {
        IntervalText.parse(text.bytes(), text.from(), text.to(), out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.VARBYTE)
    static void varbyteOfText(Text text, CallState state, ByteSink out) {
        // CHAR gets back its trailing blanks.
        TypeText.formatBytes(state.argumentType(0), text.bytes(), text.from(), text.to(), out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TEXT, result = TypeFamily.ARRAY)
    static void arrayOfText(Text text, CallState state, ByteSink out) {
        var type = state.resultType();
        if (TypeText.parse(
                        type,
                        text.bytes(),
                        text.from(),
                        text.to(),
                        state.context().time())
                instanceof Datum.Bytes(var array)) {
            out.append(array);
        }
    }

    /** Converts element by element, through their text. */
    @ScalarFunction(name = "cast", arguments = TypeFamily.ARRAY, result = TypeFamily.ARRAY)
    static void arrayOfArray(Text array, CallState state, ByteSink out) {
        var time = state.context().time();
        var type = (SqlType.Array) state.resultType();
        var converted = ArrayText.parse(array.bytes(), array.from(), array.to()).converted(type.element(), time);
        out.append(type.vector() ? new ArrayText(0, converted.elements()).toString() : converted.toString());
    }

    // Between binary values and integers, whose bytes have the highest first

    @ScalarFunction(name = "cast", arguments = TypeFamily.SMALLINT, result = TypeFamily.VARBYTE)
    static void varbyteOfSmallint(long value, ByteSink out) {
        appendBytes(value, Short.BYTES, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.INTEGER, result = TypeFamily.VARBYTE)
    static void varbyteOfInteger(long value, ByteSink out) {
        appendBytes(value, Integer.BYTES, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.BIGINT, result = TypeFamily.VARBYTE)
    static void varbyteOfBigint(long value, ByteSink out) {
        appendBytes(value, Long.BYTES, out);
    }

    private static void appendBytes(long value, int count, ByteSink out) {
        for (int shift = (count - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.append((int) (value >> shift));
        }
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.VARBYTE, result = TypeFamily.SMALLINT)
    static int smallintOfVarbyte(Text bytes) {
        return (short) integer(bytes, Short.BYTES, "smallint");
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.VARBYTE, result = TypeFamily.INTEGER)
    static int integerOfVarbyte(Text bytes) {
        return (int) integer(bytes, Integer.BYTES, "integer");
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.VARBYTE, result = TypeFamily.BIGINT)
    static long bigintOfVarbyte(Text bytes) {
        return integer(bytes, Long.BYTES, "bigint");
    }

    /** Fewer bytes than the integer has are its lowest, as PostgreSQL has it. */
    private static long integer(Text bytes, int count, String type) {
        if (bytes.length() > count) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type + " out of range");
        }
        long value = 0;
        for (int i = 0; i < bytes.length(); i++) {
            value = value << Byte.SIZE | bytes.at(i) & 0xFF;
        }
        return value;
    }

    // Between numbers

    @ScalarFunction(name = "cast", arguments = TypeFamily.DOUBLE, result = TypeFamily.SMALLINT)
    static int smallintOfDouble(double value) {
        return (int) rounded(value, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.DOUBLE, result = TypeFamily.INTEGER)
    static int integerOfDouble(double value) {
        return (int) rounded(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.DOUBLE, result = TypeFamily.BIGINT)
    static long bigintOfDouble(double value) {
        return rounded(value, -0x1p63, 0x1p63 - 1024, "bigint");
    }

    private static long rounded(double value, double min, double max, String type) {
        double whole = Math.rint(value);
        if (!(whole >= min && whole <= max)) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type + " out of range");
        }
        return (long) whole;
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.DOUBLE, result = TypeFamily.DECIMAL)
    static void decimalOfDouble(double value, CallState state, Int128 out) {
        decimal(value, 15, state, out);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.REAL, result = TypeFamily.DECIMAL)
    static void decimalOfReal(double value, CallState state, Int128 out) {
        decimal(value, 6, state, out);
    }

    /** A binary fraction counts with its significant decimal digits only, so that 0.285 is not a bit less. */
    private static void decimal(double value, int digits, CallState state, Int128 out) {
        if (!Double.isFinite(value)) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cannot convert %s to numeric".formatted(Double.isNaN(value) ? "NaN" : "infinity"));
        }
        var type = (SqlType.Decimal) state.resultType();
        var number = new BigDecimal(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .setScale(type.scale(), RoundingMode.HALF_UP);
        if (number.precision() > SqlType.MAX_DECIMAL_PRECISION && number.signum() != 0) {
            throw DecimalMath.overflow(type);
        }
        out.set(number.unscaledValue());
        DecimalMath.checkPrecision(out, type);
    }

    // Between dates and times

    @ScalarFunction(name = "cast", arguments = TypeFamily.DATE, result = TypeFamily.TIMESTAMP)
    static long timestampOfDate(int day) {
        return DateMath.timestamp(day);
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.DATE,
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long timestamptzOfDate(int day, CallState state) {
        return ZoneTime.toUtc(DateMath.timestamp(day), state.context().time().zone());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TIMESTAMP, result = TypeFamily.DATE)
    static int dateOfTimestamp(long micros) {
        return DateMath.date(micros);
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TIMESTAMPTZ,
            result = TypeFamily.DATE,
            volatility = Volatility.STABLE)
    static int dateOfTimestamptz(long micros, CallState state) {
        return DateMath.date(ZoneTime.toLocal(micros, state.context().time().zone()));
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TIMESTAMP,
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long timestamptzOfTimestamp(long micros, CallState state) {
        return ZoneTime.toUtc(micros, state.context().time().zone());
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TIMESTAMPTZ,
            result = TypeFamily.TIMESTAMP,
            volatility = Volatility.STABLE)
    static long timestampOfTimestamptz(long micros, CallState state) {
        return ZoneTime.toLocal(micros, state.context().time().zone());
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TIMESTAMP, result = TypeFamily.TIME)
    static long timeOfTimestamp(long micros, CallState state) {
        if (ZoneTime.isInfinite(micros)) {
            state.setNull();
        }
        return Math.floorMod(micros, ZoneTime.MICROS_PER_DAY);
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TIMESTAMPTZ,
            result = TypeFamily.TIME,
            volatility = Volatility.STABLE)
    static long timeOfTimestamptz(long micros, CallState state) {
        return timeOfTimestamp(ZoneTime.toLocal(micros, state.context().time().zone()), state);
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TIMESTAMPTZ,
            result = TypeFamily.TIMETZ,
            volatility = Volatility.STABLE)
    static void timetzOfTimestamptz(long micros, CallState state, Int128 out) {
        var zone = state.context().time().zone();
        out.set(-ZoneTime.offsetSeconds(micros, zone), timeOfTimestamptz(micros, state));
    }

    @ScalarFunction(
            name = "cast",
            arguments = TypeFamily.TIME,
            result = TypeFamily.TIMETZ,
            volatility = Volatility.STABLE)
    static void timetzOfTime(long micros, CallState state, Int128 out) {
        var time = state.context().time();
        out.set(-ZoneTime.offsetSeconds(time.statementMicros(), time.zone()), micros);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TIMETZ, result = TypeFamily.TIME)
    static long timeOfTimetz(Int128 value) {
        return value.low();
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.TIME, result = TypeFamily.INTERVAL)
    static void intervalOfTime(long micros, Int128 out) {
        out.set(Interval.pack(0, 0), micros);
    }

    @ScalarFunction(name = "cast", arguments = TypeFamily.INTERVAL, result = TypeFamily.TIME)
    static long timeOfInterval(Int128 value) {
        return Math.floorMod(value.low(), ZoneTime.MICROS_PER_DAY);
    }
}
