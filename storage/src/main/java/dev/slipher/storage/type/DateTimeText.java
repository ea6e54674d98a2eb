package dev.slipher.storage.type;

import java.time.ZoneId;

/**
 * Dates and times as text: ISO on output; on input whatever PostgreSQL reads under {@code DateStyle ISO, MDY}.
 *
 * <p>ISO texts are read in place, all others through {@link DateTimeParser}.
 */
public final class DateTimeText {
    private DateTimeText() {}

    /** Returns the day since 2000-01-01; a time of day is checked and dropped. */
    public static int parseDate(byte[] bytes, int from, int to, SessionTime time) {
        if (to - from == 10) {
            long day = isoDay(bytes, from);
            if (day != Long.MIN_VALUE) {
                return (int) day;
            }
        }
        return new DateTimeParser(SqlType.Simple.DATE, bytes, from, to, time).date();
    }

    /** Returns µs since 2000-01-01; a zone in the text is ignored. */
    public static long parseTimestamp(byte[] bytes, int from, int to, SessionTime time) {
        int length = to - from;
        if (length >= 19 && length <= 26 || length == 10) {
            long micros = isoMicros(bytes, from, to);
            if (micros != Long.MIN_VALUE) {
                return micros;
            }
        }
        return new DateTimeParser(SqlType.Simple.TIMESTAMP, bytes, from, to, time).timestamp();
    }

    /** Returns µs since 2000-01-01 UTC; without a zone in the text the session's holds. */
    public static long parseTimestampTz(byte[] bytes, int from, int to, SessionTime time) {
        int length = to - from;
        if (length >= 19 && length <= 26 || length == 10) {
            long micros = isoMicros(bytes, from, to);
            if (micros != Long.MIN_VALUE) {
                return ZoneTime.toUtc(micros, time.zone());
            }
        }
        return new DateTimeParser(SqlType.Simple.TIMESTAMPTZ, bytes, from, to, time).timestampTz();
    }

    /** Returns µs since midnight, up to and including 24:00:00. */
    public static long parseTime(byte[] bytes, int from, int to, SessionTime time) {
        int length = to - from;
        if (length >= 8 && length <= 15) {
            long micros = isoTime(bytes, from, to);
            if (micros != Long.MIN_VALUE) {
                return micros;
            }
        }
        return new DateTimeParser(SqlType.Simple.TIME, bytes, from, to, time).time();
    }

    /** Sets {@code result} to a TIMETZ. */
    public static void parseTimeTz(byte[] bytes, int from, int to, SessionTime time, Int128 result) {
        new DateTimeParser(SqlType.Simple.TIMETZ, bytes, from, to, time).timeTz(result);
    }

    public static void formatDate(int day, ByteSink out) {
        if (day == CivilDate.INFINITY || day == CivilDate.MINUS_INFINITY) {
            out.appendAscii(day > 0 ? "infinity" : "-infinity");
            return;
        }
        long fields = CivilDate.fields(day);
        appendDate(fields, out);
        appendEra(fields, out);
    }

    public static void formatTimestamp(long micros, ByteSink out) {
        if (ZoneTime.isInfinite(micros)) {
            out.appendAscii(micros > 0 ? "infinity" : "-infinity");
            return;
        }
        long day = Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
        long fields = CivilDate.fields(day);
        appendDate(fields, out);
        out.append(' ');
        formatTime(micros - day * ZoneTime.MICROS_PER_DAY, out);
        appendEra(fields, out);
    }

    public static void formatTimestampTz(long micros, ZoneId zone, ByteSink out) {
        if (ZoneTime.isInfinite(micros)) {
            formatTimestamp(micros, out);
            return;
        }
        int offset = ZoneTime.offsetSeconds(micros, zone);
        long local = micros + offset * ZoneTime.MICROS_PER_SECOND;
        long day = Math.floorDiv(local, ZoneTime.MICROS_PER_DAY);
        long fields = CivilDate.fields(day);
        appendDate(fields, out);
        out.append(' ');
        formatTime(local - day * ZoneTime.MICROS_PER_DAY, out);
        appendOffset(offset, out);
        appendEra(fields, out);
    }

    public static void formatTime(long micros, ByteSink out) {
        long seconds = micros / ZoneTime.MICROS_PER_SECOND;
        out.appendPadded(seconds / 3_600, 2);
        out.append(':');
        out.appendPadded(seconds / 60 % 60, 2);
        out.append(':');
        out.appendPadded(seconds % 60, 2);
        appendFraction(micros % ZoneTime.MICROS_PER_SECOND, out);
    }

    /** Formats a TIMETZ of its two halves. */
    public static void formatTimeTz(long secondsWest, long micros, ByteSink out) {
        formatTime(micros, out);
        appendOffset((int) -secondsWest, out);
    }

    static void appendFraction(long micros, ByteSink out) {
        if (micros != 0) {
            out.append('.');
            int digits = 6;
            long rest = micros;
            while (rest % 10 == 0) {
                rest /= 10;
                digits--;
            }
            out.appendPadded(rest, digits);
        }
    }

    private static void appendDate(long fields, ByteSink out) {
        int year = CivilDate.year(fields);
        out.appendPadded(year > 0 ? year : 1L - year, 4);
        out.append('-');
        out.appendPadded(CivilDate.month(fields), 2);
        out.append('-');
        out.appendPadded(CivilDate.dayOfMonth(fields), 2);
    }

    private static void appendEra(long fields, ByteSink out) {
        if (CivilDate.year(fields) <= 0) {
            out.appendAscii(" BC");
        }
    }

    private static void appendOffset(int seconds, ByteSink out) {
        out.append(seconds < 0 ? '-' : '+');
        int magnitude = Math.abs(seconds);
        out.appendPadded(magnitude / 3_600, 2);
        if (magnitude % 3_600 != 0) {
            out.append(':');
            out.appendPadded(magnitude / 60 % 60, 2);
            if (magnitude % 60 != 0) {
                out.append(':');
                out.appendPadded(magnitude % 60, 2);
            }
        }
    }

    /** Returns the day of {@code YYYY-MM-DD}, or the least long if the ten bytes are not a legal date of that form. */
    private static long isoDay(byte[] bytes, int from) {
        if (bytes[from + 4] != '-' || bytes[from + 7] != '-') {
            return Long.MIN_VALUE;
        }
        int year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
        int month = twoDigits(bytes, from + 5);
        int day = twoDigits(bytes, from + 8);
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > CivilDate.monthLength(year, month)) {
            return Long.MIN_VALUE;
        }
        return CivilDate.toDay(year, month, day);
    }

    private static long isoMicros(byte[] bytes, int from, int to) {
        long day = isoDay(bytes, from);
        if (day == Long.MIN_VALUE || to - from == 10) {
            return day == Long.MIN_VALUE ? day : day * ZoneTime.MICROS_PER_DAY;
        }
        if (bytes[from + 10] != ' ' && bytes[from + 10] != 'T') {
            return Long.MIN_VALUE;
        }
        long micros = isoTime(bytes, from + 11, to);
        return micros == Long.MIN_VALUE ? micros : day * ZoneTime.MICROS_PER_DAY + micros;
    }

    /** Returns the time of {@code HH:MM:SS[.ffffff]}, or the least long if the bytes are not of that form. */
    private static long isoTime(byte[] bytes, int from, int to) {
        if (bytes[from + 2] != ':' || bytes[from + 5] != ':') {
            return Long.MIN_VALUE;
        }
        int hour = twoDigits(bytes, from);
        int minute = twoDigits(bytes, from + 3);
        int second = twoDigits(bytes, from + 6);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return Long.MIN_VALUE;
        }
        long micros = (hour * 3_600L + minute * 60L + second) * ZoneTime.MICROS_PER_SECOND;
        if (to - from == 8) {
            return micros;
        }
        if (bytes[from + 8] != '.' || to - from == 9) {
            return Long.MIN_VALUE;
        }
        long unit = 100_000;
        for (int at = from + 9; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return Long.MIN_VALUE;
            }
            micros += digit * unit;
            unit /= 10;
        }
        return micros;
    }

    /** Returns a number of two digits, or a negative one large enough to spoil a sum if they are none. */
    private static int twoDigits(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -100_000 : tens * 10 + ones;
    }
}
