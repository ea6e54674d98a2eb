package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.ZoneTime;

/** The operators {@code + - * /} over dates, times and intervals, registered under the operator and PostgreSQL's name. */
final class DateOperators {
    private DateOperators() {}

    @ScalarFunction(
            name = {"+", "date_pli"},
            arguments = {TypeFamily.DATE, TypeFamily.INTEGER},
            result = TypeFamily.DATE)
    static int plus(int day, long days) {
        return DateMath.addDays(day, days);
    }

    @ScalarFunction(
            name = {"+", "integer_pl_date"},
            arguments = {TypeFamily.INTEGER, TypeFamily.DATE},
            result = TypeFamily.DATE)
    static int plus(long days, int day) {
        return DateMath.addDays(day, days);
    }

    @ScalarFunction(
            name = {"-", "date_mii"},
            arguments = {TypeFamily.DATE, TypeFamily.INTEGER},
            result = TypeFamily.DATE)
    static int minusDays(int day, long days) {
        return DateMath.addDays(day, -days);
    }

    @ScalarFunction(
            name = {"-", "date_mi"},
            arguments = {TypeFamily.DATE, TypeFamily.DATE},
            result = TypeFamily.INTEGER)
    static int minusDate(int left, int right) {
        if (DateMath.isInfinite(left) || DateMath.isInfinite(right)) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite dates");
        }
        return left - right;
    }

    @ScalarFunction(
            name = {"+", "date_pl_interval"},
            arguments = {TypeFamily.DATE, TypeFamily.INTERVAL},
            result = TypeFamily.TIMESTAMP)
    static long plusInterval(int day, Int128 interval) {
        return DateMath.addInterval(DateMath.timestamp(day), interval);
    }

    @ScalarFunction(
            name = {"+", "interval_pl_date"},
            arguments = {TypeFamily.INTERVAL, TypeFamily.DATE},
            result = TypeFamily.TIMESTAMP)
    static long plusDate(Int128 interval, int day) {
        return plusInterval(day, interval);
    }

    @ScalarFunction(
            name = {"-", "date_mi_interval"},
            arguments = {TypeFamily.DATE, TypeFamily.INTERVAL},
            result = TypeFamily.TIMESTAMP)
    static long minusInterval(int day, Int128 interval) {
        return DateMath.subtractInterval(DateMath.timestamp(day), interval);
    }

    @ScalarFunction(
            name = {"+", "timestamp_pl_interval"},
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.INTERVAL},
            result = TypeFamily.TIMESTAMP)
    static long timestampPlus(long micros, Int128 interval) {
        return DateMath.addInterval(micros, interval);
    }

    @ScalarFunction(
            name = {"+", "interval_pl_timestamp"},
            arguments = {TypeFamily.INTERVAL, TypeFamily.TIMESTAMP},
            result = TypeFamily.TIMESTAMP)
    static long plusTimestamp(Int128 interval, long micros) {
        return DateMath.addInterval(micros, interval);
    }

    @ScalarFunction(
            name = {"-", "timestamp_mi_interval"},
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.INTERVAL},
            result = TypeFamily.TIMESTAMP)
    static long timestampMinus(long micros, Int128 interval) {
        return DateMath.subtractInterval(micros, interval);
    }

    @ScalarFunction(
            name = {"+", "timestamptz_pl_interval"},
            arguments = {TypeFamily.TIMESTAMPTZ, TypeFamily.INTERVAL},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long timestamptzPlus(long micros, Int128 interval, CallState state) {
        return DateMath.move(micros, interval, false, state.context().time().zone());
    }

    @ScalarFunction(
            name = {"+", "interval_pl_timestamptz"},
            arguments = {TypeFamily.INTERVAL, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long plusTimestamptz(Int128 interval, long micros, CallState state) {
        return timestamptzPlus(micros, interval, state);
    }

    @ScalarFunction(
            name = {"-", "timestamptz_mi_interval"},
            arguments = {TypeFamily.TIMESTAMPTZ, TypeFamily.INTERVAL},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long timestamptzMinus(long micros, Int128 interval, CallState state) {
        return DateMath.move(micros, interval, true, state.context().time().zone());
    }

    @ScalarFunction(
            name = {"-", "timestamp_mi"},
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP},
            result = TypeFamily.INTERVAL)
    static void timestampDifference(long left, long right, Int128 out) {
        if (ZoneTime.isInfinite(left) || ZoneTime.isInfinite(right)) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite timestamps");
        }
        long micros = left - right;
        out.set(Interval.pack(0, (int) (micros / ZoneTime.MICROS_PER_DAY)), micros % ZoneTime.MICROS_PER_DAY);
    }

    @ScalarFunction(
            name = {"-", "timestamptz_mi"},
            arguments = {TypeFamily.TIMESTAMPTZ, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.INTERVAL)
    static void timestamptzDifference(long left, long right, Int128 out) {
        timestampDifference(left, right, out);
    }

    @ScalarFunction(
            name = {"+", "time_pl_interval"},
            arguments = {TypeFamily.TIME, TypeFamily.INTERVAL},
            result = TypeFamily.TIME)
    static long timePlus(long micros, Int128 interval) {
        return Math.floorMod(micros + interval.low() % ZoneTime.MICROS_PER_DAY, ZoneTime.MICROS_PER_DAY);
    }

    @ScalarFunction(
            name = {"-", "time_mi_interval"},
            arguments = {TypeFamily.TIME, TypeFamily.INTERVAL},
            result = TypeFamily.TIME)
    static long timeMinus(long micros, Int128 interval) {
        return Math.floorMod(micros - interval.low() % ZoneTime.MICROS_PER_DAY, ZoneTime.MICROS_PER_DAY);
    }

    @ScalarFunction(
            name = {"-", "time_mi_time"},
            arguments = {TypeFamily.TIME, TypeFamily.TIME},
            result = TypeFamily.INTERVAL)
    static void timeDifference(long left, long right, Int128 out) {
        out.set(0, left - right);
    }

    @ScalarFunction(
            name = {"+", "datetime_pl"},
            arguments = {TypeFamily.DATE, TypeFamily.TIME},
            result = TypeFamily.TIMESTAMP)
    static long plusTime(int day, long time) {
        return DateMath.add(DateMath.timestamp(day), 0, 0, time);
    }

    @ScalarFunction(
            name = {"+", "interval_pl"},
            arguments = {TypeFamily.INTERVAL, TypeFamily.INTERVAL},
            result = TypeFamily.INTERVAL)
    static void plus(Int128 left, Int128 right, Int128 out) {
        try {
            DateMath.setInterval(
                    (long) Interval.months(left.high()) + Interval.months(right.high()),
                    (long) Interval.days(left.high()) + Interval.days(right.high()),
                    Math.addExact(left.low(), right.low()),
                    out);
        } catch (ArithmeticException _) {
            throw DateMath.intervalOutOfRange();
        }
    }

    @ScalarFunction(
            name = {"-", "interval_mi"},
            arguments = {TypeFamily.INTERVAL, TypeFamily.INTERVAL},
            result = TypeFamily.INTERVAL)
    static void minus(Int128 left, Int128 right, Int128 out) {
        negate(right, right);
        plus(left, right, out);
    }

    @ScalarFunction(
            name = {"-", "interval_um"},
            arguments = TypeFamily.INTERVAL,
            result = TypeFamily.INTERVAL)
    static void negate(Int128 interval, Int128 out) {
        if (interval.low() == Long.MIN_VALUE) {
            throw DateMath.intervalOutOfRange();
        }
        DateMath.setInterval(
                -(long) Interval.months(interval.high()), -(long) Interval.days(interval.high()), -interval.low(), out);
    }

    @ScalarFunction(
            name = {"*", "interval_mul"},
            arguments = {TypeFamily.INTERVAL, TypeFamily.DOUBLE},
            result = TypeFamily.INTERVAL)
    static void times(Int128 interval, double factor, Int128 out) {
        double months = Interval.months(interval.high()) * factor;
        double wholeMonths = truncate(months);
        // What is cut off a month goes on as days of 30 to the month, and so on down.
        double days = Interval.days(interval.high()) * factor + cleaned((months - wholeMonths) * 30);
        double wholeDays = truncate(days);
        double micros =
                Math.rint(interval.low() * factor + cleaned((days - wholeDays) * 86_400) * ZoneTime.MICROS_PER_SECOND);
        if (!(Math.abs(micros) < 0x1p63 && Math.abs(wholeMonths) < 0x1p31 && Math.abs(wholeDays) < 0x1p31)) {
            throw DateMath.intervalOutOfRange();
        }
        DateMath.setInterval((long) wholeMonths, (long) wholeDays, (long) micros, out);
    }

    private static double truncate(double value) {
        return value < 0 ? Math.ceil(value) : Math.floor(value);
    }

    /** Rounds to microseconds, so that what binary fractions add does not show. */
    private static double cleaned(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }

    @ScalarFunction(
            name = {"*", "mul_d_interval"},
            arguments = {TypeFamily.DOUBLE, TypeFamily.INTERVAL},
            result = TypeFamily.INTERVAL)
    static void times(double factor, Int128 interval, Int128 out) {
        times(interval, factor, out);
    }

    @ScalarFunction(
            name = {"/", "interval_div"},
            arguments = {TypeFamily.INTERVAL, TypeFamily.DOUBLE},
            result = TypeFamily.INTERVAL)
    static void divide(Int128 interval, double divisor, Int128 out) {
        if (divisor == 0) {
            throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
        }
        times(interval, 1 / divisor, out);
    }
}
