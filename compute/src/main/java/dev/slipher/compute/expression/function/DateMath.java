package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.ZoneTime;
import java.time.ZoneId;

/** Arithmetic of dates, timestamps and intervals with PostgreSQL's limits; infinities stay what they are. */
public final class DateMath {
    private DateMath() {}

    static boolean isInfinite(int day) {
        return day == CivilDate.INFINITY || day == CivilDate.MINUS_INFINITY;
    }

    /** Returns the midnight with which a day begins. */
    public static long timestamp(int day) {
        if (isInfinite(day)) {
            return day > 0 ? ZoneTime.INFINITY : ZoneTime.MINUS_INFINITY;
        }
        // Dates reach farther than timestamps.
        if (day >= ZoneTime.END_MICROS / ZoneTime.MICROS_PER_DAY) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range for timestamp");
        }
        return day * ZoneTime.MICROS_PER_DAY;
    }

    static int date(long micros) {
        if (ZoneTime.isInfinite(micros)) {
            return micros > 0 ? CivilDate.INFINITY : CivilDate.MINUS_INFINITY;
        }
        return (int) Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
    }

    static int addDays(int day, long days) {
        if (isInfinite(day)) {
            return day;
        }
        return checkDay(day + days);
    }

    static int checkDay(long day) {
        if (day < CivilDate.MIN_DAY || day > CivilDate.MAX_DAY) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range");
        }
        return (int) day;
    }

    static long checkTimestamp(long micros) {
        if (!ZoneTime.isInRange(micros)) {
            throw timestampOutOfRange();
        }
        return micros;
    }

    static SlipherException timestampOutOfRange() {
        return new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range");
    }

    static SlipherException intervalOutOfRange() {
        return new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "interval out of range");
    }

    /** Adds months, then days, then microseconds to a local time. */
    static long add(long micros, long months, long days, long extra) {
        if (ZoneTime.isInfinite(micros)) {
            return micros;
        }
        long day = Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
        long timeOfDay = micros - day * ZoneTime.MICROS_PER_DAY;
        long moved = (months == 0 ? day : CivilDate.addMonths(day, months)) + days;
        try {
            return checkTimestamp(
                    Math.addExact(Math.addExact(Math.multiplyExact(moved, ZoneTime.MICROS_PER_DAY), timeOfDay), extra));
        } catch (ArithmeticException _) {
            throw timestampOutOfRange();
        }
    }

    static long addInterval(long micros, Int128 interval) {
        return add(micros, Interval.months(interval.high()), Interval.days(interval.high()), interval.low());
    }

    static long subtractInterval(long micros, Int128 interval) {
        if (interval.low() == Long.MIN_VALUE) {
            throw timestampOutOfRange();
        }
        return add(
                micros,
                -(long) Interval.months(interval.high()),
                -(long) Interval.days(interval.high()),
                -interval.low());
    }

    /** Returns a timestamp without zone that is an interval before another, or after it. */
    public static long move(long micros, Int128 interval, boolean back) {
        return back ? subtractInterval(micros, interval) : addInterval(micros, interval);
    }

    /** Likewise of a timestamp with zone: months and days are those of the zone's calendar, hours those of the clock. */
    public static long move(long micros, Int128 interval, boolean back, ZoneId zone) {
        if (interval.high() == 0) {
            return move(micros, interval, back);
        }
        long months = Interval.months(interval.high());
        long days = Interval.days(interval.high());
        if (back && interval.low() == Long.MIN_VALUE) {
            throw timestampOutOfRange();
        }
        long moved = add(ZoneTime.toLocal(micros, zone), back ? -months : months, back ? -days : days, 0);
        return add(ZoneTime.toUtc(moved, zone), 0, 0, back ? -interval.low() : interval.low());
    }

    static void setInterval(long months, long days, long micros, Int128 out) {
        if (months != (int) months || days != (int) days) {
            throw intervalOutOfRange();
        }
        out.set(Interval.pack((int) months, (int) days), micros);
    }
}
