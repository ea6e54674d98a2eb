package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.ZoneTime;
import java.util.Locale;

/** A part of a date or time, as EXTRACT, DATE_TRUNC, DATEADD and DATEDIFF name it. */
enum DatePart {
    MICROSECOND,
    MILLISECOND,
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR,
    DECADE,
    CENTURY,
    MILLENNIUM,
    DAY_OF_WEEK,
    ISO_DAY_OF_WEEK,
    DAY_OF_YEAR,
    ISO_YEAR,
    EPOCH,
    JULIAN,
    TIMEZONE,
    TIMEZONE_HOUR,
    TIMEZONE_MINUTE;

    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final long MINUTE_MICROS = 60_000_000L;

    static DatePart parse(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "microsecond", "microseconds", "microsec", "microsecs", "us", "usec", "usecs" -> MICROSECOND;
            case "millisecond", "milliseconds", "millisec", "millisecs", "ms", "msec", "msecs" -> MILLISECOND;
            case "second", "seconds", "s", "sec", "secs" -> SECOND;
            case "minute", "minutes", "m", "min", "mins" -> MINUTE;
            case "hour", "hours", "h", "hr", "hrs" -> HOUR;
            case "day", "days", "d" -> DAY;
            case "week", "weeks", "w" -> WEEK;
            case "month", "months", "mon", "mons" -> MONTH;
            case "quarter", "quarters", "qtr", "qtrs" -> QUARTER;
            case "year", "years", "y", "yr", "yrs" -> YEAR;
            case "decade", "decades", "dec", "decs" -> DECADE;
            case "century", "centuries", "c", "cent", "cents" -> CENTURY;
            case "millennium", "millennia", "mil", "mils" -> MILLENNIUM;
            case "dow", "dayofweek", "dw", "weekday" -> DAY_OF_WEEK;
            case "isodow" -> ISO_DAY_OF_WEEK;
            case "doy", "dayofyear", "dy", "yearday" -> DAY_OF_YEAR;
            case "isoyear" -> ISO_YEAR;
            case "epoch" -> EPOCH;
            case "julian" -> JULIAN;
            case "timezone" -> TIMEZONE;
            case "timezone_hour", "timezone_h" -> TIMEZONE_HOUR;
            case "timezone_minute", "timezone_m" -> TIMEZONE_MINUTE;
            default ->
                throw new SlipherException(
                        SqlState.INVALID_PARAMETER_VALUE, "timestamp units \"%s\" not recognized".formatted(name));
        };
    }

    SlipherException unsupported(String what) {
        return new SlipherException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "%s units \"%s\" not supported".formatted(what, name().toLowerCase(Locale.ROOT)));
    }

    /** Returns the part of a day. */
    long ofDay(long day) {
        long fields = CivilDate.fields(day);
        int year = CivilDate.year(fields);
        return switch (this) {
            case MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR -> 0;
            case DAY -> CivilDate.dayOfMonth(fields);
            case WEEK -> CivilDate.isoWeek(day);
            case MONTH -> CivilDate.month(fields);
            case QUARTER -> (CivilDate.month(fields) + 2) / 3;
            // There is no year 0: what follows 1 BC is AD 1.
            case YEAR -> year > 0 ? year : year - 1;
            case DECADE -> Math.floorDiv(year, 10);
            case CENTURY -> year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100);
            case MILLENNIUM -> year > 0 ? (year + 999) / 1_000 : -((999 - (year - 1)) / 1_000);
            case DAY_OF_WEEK -> CivilDate.dayOfWeek(day);
            case ISO_DAY_OF_WEEK -> CivilDate.dayOfWeek(day) == 0 ? 7 : CivilDate.dayOfWeek(day);
            case DAY_OF_YEAR -> CivilDate.dayOfYear(day);
            case ISO_YEAR -> CivilDate.isoYear(day) > 0 ? CivilDate.isoYear(day) : CivilDate.isoYear(day) - 1;
            case EPOCH -> (day + CivilDate.UNIX_EPOCH_DAYS) * 86_400;
            case JULIAN -> day + 2_451_545;
            case TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE -> throw unsupported("timestamp");
        };
    }

    /** Whether it is a part of a zone's offset, which only values with a zone have. */
    boolean isOfZone() {
        return this == TIMEZONE || this == TIMEZONE_HOUR || this == TIMEZONE_MINUTE;
    }

    /** Returns the part of a zone's offset. */
    long ofZone(long secondsEast) {
        return switch (this) {
            case TIMEZONE -> secondsEast;
            case TIMEZONE_HOUR -> secondsEast / 3_600;
            case TIMEZONE_MINUTE -> secondsEast / 60 % 60;
            default -> throw unsupported("time zone");
        };
    }

    /** Returns the part of a local time. */
    long ofMicros(long micros) {
        return switch (this) {
            case MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR ->
                ofTime(Math.floorMod(micros, ZoneTime.MICROS_PER_DAY));
            case EPOCH -> Math.floorDiv(micros, ZoneTime.MICROS_PER_SECOND) + ZoneTime.UNIX_EPOCH_SECONDS;
            default -> ofDay(Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY));
        };
    }

    /** Returns the part of a time of day; milliseconds and microseconds include the seconds. */
    long ofTime(long micros) {
        return switch (this) {
            case MICROSECOND -> micros % MINUTE_MICROS;
            case MILLISECOND -> micros % MINUTE_MICROS / 1_000;
            case SECOND -> micros % MINUTE_MICROS / ZoneTime.MICROS_PER_SECOND;
            case MINUTE -> micros % HOUR_MICROS / MINUTE_MICROS;
            case HOUR -> micros / HOUR_MICROS;
            case EPOCH -> micros / ZoneTime.MICROS_PER_SECOND;
            default -> throw unsupported("time");
        };
    }

    /** Returns the part with its fraction, for units that have one. */
    double exactOfMicros(long micros) {
        long ofMinute = Math.floorMod(micros, MINUTE_MICROS);
        return switch (this) {
            case SECOND -> ofMinute / 1e6;
            case MILLISECOND -> ofMinute / 1e3;
            case EPOCH -> (micros + ZoneTime.UNIX_EPOCH_SECONDS * ZoneTime.MICROS_PER_SECOND) / 1e6;
            default -> ofMicros(micros);
        };
    }

    /** Returns the start of the part that a local time lies in. */
    long truncate(long micros) {
        if (ZoneTime.isInfinite(micros)) {
            return micros;
        }
        return switch (this) {
            case MICROSECOND -> micros;
            case MILLISECOND -> micros - Math.floorMod(micros, 1_000L);
            case SECOND -> micros - Math.floorMod(micros, ZoneTime.MICROS_PER_SECOND);
            case MINUTE -> micros - Math.floorMod(micros, MINUTE_MICROS);
            case HOUR -> micros - Math.floorMod(micros, HOUR_MICROS);
            default -> truncateDay(Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY)) * ZoneTime.MICROS_PER_DAY;
        };
    }

    private long truncateDay(long day) {
        long fields = CivilDate.fields(day);
        int year = CivilDate.year(fields);
        return switch (this) {
            case DAY -> day;
            case WEEK -> day - Math.floorMod(day + 5, 7L);
            case MONTH -> CivilDate.toDay(year, CivilDate.month(fields), 1);
            case QUARTER -> CivilDate.toDay(year, (CivilDate.month(fields) - 1) / 3 * 3 + 1, 1);
            case YEAR -> CivilDate.toDay(year, 1, 1);
            case DECADE -> CivilDate.toDay(Math.floorDiv(year, 10) * 10L, 1, 1);
            case CENTURY -> CivilDate.toDay(Math.floorDiv(year - 1, 100) * 100L + 1, 1, 1);
            case MILLENNIUM -> CivilDate.toDay(Math.floorDiv(year - 1, 1_000) * 1_000L + 1, 1, 1);
            default -> throw unsupported("timestamp");
        };
    }

    /** Returns a local time moved by {@code count} parts. */
    long add(long micros, long count) {
        try {
            return switch (this) {
                case MICROSECOND -> DateMath.add(micros, 0, 0, count);
                case MILLISECOND -> DateMath.add(micros, 0, 0, Math.multiplyExact(count, 1_000L));
                case SECOND, EPOCH -> DateMath.add(micros, 0, 0, Math.multiplyExact(count, ZoneTime.MICROS_PER_SECOND));
                case MINUTE -> DateMath.add(micros, 0, 0, Math.multiplyExact(count, MINUTE_MICROS));
                case HOUR -> DateMath.add(micros, 0, 0, Math.multiplyExact(count, HOUR_MICROS));
                case DAY, DAY_OF_WEEK, ISO_DAY_OF_WEEK, DAY_OF_YEAR, JULIAN ->
                    DateMath.add(micros, 0, checkedCount(count), 0);
                case WEEK -> DateMath.add(micros, 0, checkedCount(count) * 7, 0);
                case MONTH -> DateMath.add(micros, checkedCount(count), 0, 0);
                case QUARTER -> DateMath.add(micros, checkedCount(count) * 3, 0, 0);
                case YEAR, ISO_YEAR -> DateMath.add(micros, checkedCount(count) * 12, 0, 0);
                case DECADE -> DateMath.add(micros, checkedCount(count) * 120, 0, 0);
                case CENTURY -> DateMath.add(micros, checkedCount(count) * 1_200, 0, 0);
                case MILLENNIUM -> DateMath.add(micros, checkedCount(count) * 12_000, 0, 0);
                case TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE -> throw unsupported("timestamp");
            };
        } catch (ArithmeticException _) {
            throw DateMath.timestampOutOfRange();
        }
    }

    /** No legal count of days or more is this large, and none smaller overflows the calendar. */
    private static long checkedCount(long count) {
        if (Math.abs(count) > 4_000_000_000L) {
            throw DateMath.timestampOutOfRange();
        }
        return count;
    }

    /** Returns how many boundaries of this part lie between two local times. */
    long difference(long from, long to) {
        return switch (this) {
            case MICROSECOND -> Math.subtractExact(to, from);
            case MILLISECOND -> Math.floorDiv(to, 1_000L) - Math.floorDiv(from, 1_000L);
            case SECOND, EPOCH ->
                Math.floorDiv(to, ZoneTime.MICROS_PER_SECOND) - Math.floorDiv(from, ZoneTime.MICROS_PER_SECOND);
            case MINUTE -> Math.floorDiv(to, MINUTE_MICROS) - Math.floorDiv(from, MINUTE_MICROS);
            case HOUR -> Math.floorDiv(to, HOUR_MICROS) - Math.floorDiv(from, HOUR_MICROS);
            case DAY, DAY_OF_WEEK, ISO_DAY_OF_WEEK, DAY_OF_YEAR, JULIAN ->
                Math.floorDiv(to, ZoneTime.MICROS_PER_DAY) - Math.floorDiv(from, ZoneTime.MICROS_PER_DAY);
            // Weeks begin on Sunday here, as in Redshift.
            case WEEK ->
                Math.floorDiv(Math.floorDiv(to, ZoneTime.MICROS_PER_DAY) + 6, 7L)
                        - Math.floorDiv(Math.floorDiv(from, ZoneTime.MICROS_PER_DAY) + 6, 7L);
            case MONTH -> months(to) - months(from);
            case QUARTER -> Math.floorDiv(months(to), 3L) - Math.floorDiv(months(from), 3L);
            case YEAR, ISO_YEAR -> year(to) - year(from);
            case DECADE -> Math.floorDiv(year(to), 10L) - Math.floorDiv(year(from), 10L);
            case CENTURY -> Math.floorDiv(year(to) - 1, 100L) - Math.floorDiv(year(from) - 1, 100L);
            case MILLENNIUM -> Math.floorDiv(year(to) - 1, 1_000L) - Math.floorDiv(year(from) - 1, 1_000L);
            case TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE -> throw unsupported("timestamp");
        };
    }

    private static long year(long micros) {
        return CivilDate.year(CivilDate.fields(Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY)));
    }

    private static long months(long micros) {
        long fields = CivilDate.fields(Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY));
        return CivilDate.year(fields) * 12L + CivilDate.month(fields) - 1;
    }
}
