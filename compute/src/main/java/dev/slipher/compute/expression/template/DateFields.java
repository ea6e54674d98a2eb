package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.ZoneTime;
import java.util.OptionalInt;

/**
 * The fields that a text gave by its template, and the time they make together.
 *
 * <p>As in PostgreSQL, a field that was read as 0 counts as one that was not given.
 */
final class DateFields {
    /** The Julian day of 2000-01-01. */
    static final int DAYS_TO_2000 = 2_451_545;

    private static final int MAX_OFFSET_HOURS = 15;

    int century;
    int year;
    /** How many digits the template has for the year: of two or one, the century may be a field of its own. */
    int yearDigits;

    boolean beforeChrist;
    int month;
    long dayOfMonth;
    long dayOfYear;
    /** From 1 for Sunday. */
    int dayOfWeek;

    int week;
    int weekOfMonth;
    int julianDay;
    boolean isoWeekDate;
    int hour;
    boolean halfDays;
    int afternoon;
    int minute;
    int second;
    int secondOfDay;
    int milliseconds;
    int microseconds;
    int fractionDigits = 6;
    /** The sign of the offset from UTC, 0 if there is none. */
    int offsetSign;

    int offsetHours;
    int offsetMinutes;

    private final String text;
    private boolean yearKnown;
    private boolean monthKnown;
    private boolean dayKnown;
    private long resultYear;
    private long resultMonth = 1;
    private long resultDay = 1;
    private int hours;
    private int minutes;
    private int seconds;

    DateFields(String text) {
        this.text = text;
    }

    /**
     * Returns the time that the fields make.
     *
     * @throws SlipherException with 22008 if there is no such day or time of day
     */
    ReadTime time() {
        resolve();
        checkDate();
        checkTime();
        return assembled();
    }

    /** Likewise, but with what there is none of carried on: June 31 is July 1, 24:38 is 00:38 on the next day. */
    ReadTime carriedTime() {
        resolve();
        return assembled();
    }

    private void resolve() {
        resolveTime();
        resolveYear();
        resolveDay();
    }

    private ReadTime assembled() {
        long months = resultYear * 12 + resultMonth - 1;
        long day = CivilDate.toDay(Math.floorDiv(months, 12L), (int) Math.floorMod(months, 12L) + 1, resultDay);
        long timeOfDay = ((hours * 60L + minutes) * 60 + seconds) * ZoneTime.MICROS_PER_SECOND + fractionMicros();
        return new ReadTime(
                day + Math.floorDiv(timeOfDay, ZoneTime.MICROS_PER_DAY),
                Math.floorMod(timeOfDay, ZoneTime.MICROS_PER_DAY),
                offset(),
                fractionDigits);
    }

    private void resolveTime() {
        hours = hour != 0 ? hour : secondOfDay / 3_600;
        minutes = minute != 0 ? minute : secondOfDay / 60 % 60;
        seconds = second != 0 ? second : secondOfDay % 60;
        if (halfDays) {
            if (hours < 1 || hours > 12) {
                throw new SlipherException(
                                SqlState.INVALID_DATETIME_FORMAT,
                                "hour \"%d\" is invalid for the 12-hour clock".formatted(hours))
                        .withHint("Use the 24-hour clock, or give an hour between 1 and 12.");
            }
            hours = hours % 12 + (afternoon != 0 ? 12 : 0);
        }
    }

    private void resolveYear() {
        int signedCentury = beforeChrist ? -century : century;
        if (year != 0 && (century == 0 || yearDigits > 2)) {
            long signed = beforeChrist ? -(long) year : year;
            resultYear = signed < 0 ? signed + 1 : signed;
        } else if (century != 0) {
            // The years of a century end in 01 to 99, then 00; a century alone stands for the first of them in time.
            int ending = year % 100;
            long untilThen = (Math.abs((long) signedCentury) - 1) * 100;
            if (signedCentury > 0) {
                resultYear = untilThen + (year == 0 ? 1 : ending == 0 ? 100 : ending);
            } else {
                resultYear = 1 - (untilThen + (ending == 0 ? 100 : ending));
            }
        }
        yearKnown = year != 0 || century != 0;
    }

    private void resolveDay() {
        if (julianDay != 0) {
            setDay(julianDay - (long) DAYS_TO_2000);
        }
        if (week != 0) {
            if (isoWeekDate) {
                int fromMonday = dayOfWeek == 0 ? 0 : dayOfWeek > 1 ? dayOfWeek - 2 : 6;
                setDay(CivilDate.isoYearStart(resultYear) + (week - 1L) * 7 + fromMonday);
            } else {
                dayOfYear = (week - 1L) * 7 + 1;
            }
        }
        if (weekOfMonth != 0) {
            dayOfMonth = (weekOfMonth - 1L) * 7 + 1;
        }
        if (dayOfMonth != 0) {
            resultDay = dayOfMonth;
            dayKnown = true;
        }
        if (month != 0) {
            resultMonth = month;
            monthKnown = true;
        }
        if (dayOfYear != 0 && (resultMonth <= 1 || resultDay <= 1)) {
            resolveDayOfYear();
        }
    }

    /** A month or day other than the first that was given already stays. */
    private void resolveDayOfYear() {
        if (resultYear == 0 && !beforeChrist) {
            throw new SlipherException(
                    SqlState.INVALID_DATETIME_FORMAT, "cannot calculate day of year without year information");
        }
        if (isoWeekDate) {
            setDay(CivilDate.isoYearStart(resultYear) + dayOfYear - 1);
            return;
        }
        int monthOfDay = 1;
        long rest = dayOfYear;
        while (monthOfDay <= 12 && rest > CivilDate.monthLength(resultYear, monthOfDay)) {
            rest -= CivilDate.monthLength(resultYear, monthOfDay);
            monthOfDay++;
        }
        resultMonth = resultMonth <= 1 ? monthOfDay : resultMonth;
        resultDay = resultDay <= 1 ? rest : resultDay;
        monthKnown = true;
        dayKnown = true;
    }

    private void setDay(long day) {
        long date = CivilDate.fields(day);
        resultYear = CivilDate.year(date);
        resultMonth = CivilDate.month(date);
        resultDay = CivilDate.dayOfMonth(date);
        yearKnown = true;
        monthKnown = true;
        dayKnown = true;
    }

    /** How long a month is counts only where all of the date is known; else the day runs over into the next month. */
    private void checkDate() {
        boolean whole = yearKnown && monthKnown && dayKnown;
        if (monthKnown && (resultMonth < 1 || resultMonth > 12)
                || dayKnown && (resultDay < 1 || resultDay > 31)
                || whole && resultDay > CivilDate.monthLength(resultYear, (int) resultMonth)) {
            throw outOfRange();
        }
    }

    private void checkTime() {
        if (hours < 0
                || hours > 23
                || minutes < 0
                || minutes > 59
                || seconds < 0
                || seconds > 59
                || fractionMicros() < 0
                || fractionMicros() >= ZoneTime.MICROS_PER_SECOND) {
            throw outOfRange();
        }
    }

    private long fractionMicros() {
        return milliseconds * 1_000L + microseconds;
    }

    private OptionalInt offset() {
        if (offsetSign == 0) {
            return OptionalInt.empty();
        }
        if (offsetHours < 0 || offsetHours > MAX_OFFSET_HOURS || offsetMinutes < 0 || offsetMinutes > 59) {
            throw new SlipherException(
                    SqlState.INVALID_TIME_ZONE, "time zone displacement out of range: \"%s\"".formatted(text));
        }
        return OptionalInt.of(offsetSign * (offsetHours * 60 + offsetMinutes) * 60);
    }

    private SlipherException outOfRange() {
        return new SlipherException(
                SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"%s\"".formatted(text));
    }
}
