package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.template.DateTemplate;
import dev.slipher.compute.expression.template.NumberTemplate;
import dev.slipher.compute.expression.template.ReadTime;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.ZoneTime;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Conversions by template. */
final class FormatFunctions {
    private FormatFunctions() {}

    @ScalarFunction(
            name = "to_char",
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void toChar(long micros, Text template, CallState state, ByteSink out) {
        if (ZoneTime.isInfinite(micros) || template.length() == 0) {
            state.setNull();
        } else {
            state.prepared(template, DateTemplate::compile).format(micros, out);
        }
    }

    @ScalarFunction(
            name = "to_char",
            arguments = {TypeFamily.TIMESTAMPTZ, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void toCharWithZone(long micros, Text template, CallState state, ByteSink out) {
        if (ZoneTime.isInfinite(micros) || template.length() == 0) {
            state.setNull();
        } else {
            var zone = state.context().time().zone();
            state.prepared(template, DateTemplate::compile).format(micros, zone, out);
        }
    }

    @ScalarFunction(
            name = "to_char",
            arguments = {TypeFamily.DECIMAL, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void toChar(Int128 value, Text template, CallState state, ByteSink out) {
        var number = new BigDecimal(value.toBigInteger(), state.scale(0));
        state.prepared(template, NumberTemplate::compile).format(number, out);
    }

    @ScalarFunction(
            name = "to_char",
            arguments = {TypeFamily.BIGINT, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void toCharOfInteger(long value, Text template, CallState state, ByteSink out) {
        state.prepared(template, NumberTemplate::compile).format(value, out);
    }

    @ScalarFunction(
            name = "to_char",
            arguments = {TypeFamily.DOUBLE, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void toChar(double value, Text template, CallState state, ByteSink out) {
        state.prepared(template, NumberTemplate::compile).format(value, out);
    }

    /** As in Redshift, where {@code is_strict} is false unless it is given, and June 31 then is July 1; PostgreSQL is strict. */
    @ScalarFunction(
            name = "to_date",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.DATE)
    static int toDate(Text text, Text template, CallState state) {
        return toDate(text, template, false, state);
    }

    /** Redshift's, with {@code is_strict}. */
    @ScalarFunction(
            name = "to_date",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.DATE)
    static int toDate(Text text, Text template, boolean strict, CallState state) {
        var source = text.toString();
        return read(source, template, strict, state).date(source);
    }

    /** Carries on what is out of range like {@link #toDate(Text, Text, CallState)}. */
    @ScalarFunction(
            name = "to_timestamp",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long toTimestamp(Text text, Text template, CallState state) {
        return toTimestamp(text, template, false, state);
    }

    /** Redshift's, with {@code is_strict}. */
    @ScalarFunction(
            name = "to_timestamp",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long toTimestamp(Text text, Text template, boolean strict, CallState state) {
        return read(text.toString(), template, strict, state)
                .utcMicros(state.context().time().zone());
    }

    private static ReadTime read(String text, Text template, boolean strict, CallState state) {
        var prepared = state.prepared(template, DateTemplate::compile);
        return strict ? prepared.parse(text) : prepared.parseCarrying(text);
    }

    @ScalarFunction(name = "to_timestamp", arguments = TypeFamily.DOUBLE, result = TypeFamily.TIMESTAMPTZ)
    static long toTimestamp(double seconds) {
        double micros = Math.rint((seconds - ZoneTime.UNIX_EPOCH_SECONDS) * ZoneTime.MICROS_PER_SECOND);
        if (!(micros >= ZoneTime.MIN_MICROS && micros < ZoneTime.END_MICROS)) {
            throw DateMath.timestampOutOfRange();
        }
        return (long) micros;
    }

    @ScalarFunction(
            name = "to_number",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.DECIMAL)
    static void toNumber(Text text, Text template, CallState state, Int128 out) {
        if (template.length() == 0) {
            state.setNull();
            return;
        }
        var type = (SqlType.Decimal) state.resultType();
        var number = state.prepared(template, NumberTemplate::compile)
                .parse(text.toString())
                .setScale(type.scale(), RoundingMode.HALF_UP);
        if (number.precision() > type.precision()) {
            throw DecimalMath.overflow(type);
        }
        out.set(number.unscaledValue());
    }
}
