package dev.slipher.storage.type;

/**
 * The proleptic Gregorian calendar over days since 2000-01-01, with astronomical years (0 is 1 BC).
 *
 * <p>A date's fields travel packed in one long, so that taking a day apart allocates nothing. Day arithmetic follows
 * Howard Hinnant's "chrono-compatible low-level date algorithms".
 */
public final class CivilDate {
    /** The DATE {@code 'infinity'}. */
    public static final int INFINITY = Integer.MAX_VALUE;

    /** The DATE {@code '-infinity'}. */
    public static final int MINUS_INFINITY = Integer.MIN_VALUE;

    /** The first legal day, 4713-11-24 BC. */
    public static final int MIN_DAY = -2_451_545;

    /** The last legal day, 5874897-12-31. */
    public static final int MAX_DAY = 2_145_031_948;

    /** Days from 1970-01-01 to 2000-01-01. */
    public static final int UNIX_EPOCH_DAYS = 10_957;

    private static final int DAYS_FROM_0000_03_01 = 730_425;
    private static final byte[] MONTH_LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private CivilDate() {}

    /** Returns the day of a date; months and days may run over, as in {@code (2001, 1, 0)} for 2000-12-31. */
    public static long toDay(long year, int month, long day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - DAYS_FROM_0000_03_01;
    }

    /** Returns the packed year, month and day of a day. */
    public static long fields(long day) {
        long shifted = day + DAYS_FROM_0000_03_01;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shiftedMonth = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year << 16 | month << 8 | dayOfMonth;
    }

    /** Returns the year of packed fields. */
    public static int year(long fields) {
        return (int) (fields >> 16);
    }

    /** Returns the month, 1 to 12, of packed fields. */
    public static int month(long fields) {
        return (int) fields >> 8 & 0xFF;
    }

    /** Returns the day of the month of packed fields. */
    public static int dayOfMonth(long fields) {
        return (int) fields & 0xFF;
    }

    public static int monthLength(long year, int month) {
        return month == 2 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month - 1];
    }

    public static boolean isLeapYear(long year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** Returns the day of the week, 0 for Sunday. */
    public static int dayOfWeek(long day) {
        return (int) Math.floorMod(day + 6, 7L);
    }

    /** Returns the day of the year, from 1. */
    public static int dayOfYear(long day) {
        return (int) (day - toDay(year(fields(day)), 1, 1)) + 1;
    }

    /** Returns the year that the ISO week of a day belongs to. */
    public static int isoYear(long day) {
        return year(fields(isoThursday(day)));
    }

    /** Returns the ISO week of a day, 1 to 53. */
    public static int isoWeek(long day) {
        return (dayOfYear(isoThursday(day)) - 1) / 7 + 1;
    }

    /** Returns the Monday with which an ISO year begins: that of the week which has January 4 in it. */
    public static long isoYearStart(long isoYear) {
        long january4 = toDay(isoYear, 1, 4);
        return january4 - Math.floorMod(january4 + 5, 7L);
    }

    /** Returns the day {@code months} later, kept inside its month: January 31 plus one month is the end of February. */
    public static long addMonths(long day, long months) {
        long fields = fields(day);
        long count = year(fields) * 12L + month(fields) - 1 + months;
        long year = Math.floorDiv(count, 12L);
        int month = (int) Math.floorMod(count, 12L) + 1;
        return toDay(year, month, Math.min(dayOfMonth(fields), monthLength(year, month)));
    }

    /** The Thursday of a day's week decides which year the week counts to. */
    private static long isoThursday(long day) {
        return day - Math.floorMod(day + 5, 7L) + 3;
    }
}
