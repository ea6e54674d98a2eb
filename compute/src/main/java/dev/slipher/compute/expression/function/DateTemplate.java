package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.ZoneTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A template of TO_CHAR, TO_DATE and TO_TIMESTAMP taken apart into patterns and literal text; PostgreSQL's patterns,
 * longest first, in either case where case says nothing.
 */
public final class DateTemplate {
    private static final String[] PATTERNS = {
        "HH24", "HH12", "IYYY", "MONTH", "Month", "month", "SSSSS", "SSSS", "YYYY", "A.M.", "P.M.", "a.m.", "p.m.",
        "B.C.", "A.D.", "DAY", "Day", "day", "DDD", "IYY", "YYY", "MON", "Mon", "mon", "DY", "Dy", "dy", "HH", "MI",
        "SS", "MS", "US", "AM", "PM", "am", "pm", "BC", "AD", "YY", "IY", "MM", "DD", "WW", "IW", "CC", "ID", "RM",
        "TZ", "tz", "OF", "Q", "J", "D", "W", "Y", "I"
    };
    private static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    private static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    private static final String[] ROMAN = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};

    private final List<Piece> pieces;

    /** A pattern, or literal text; with FM without padding, with TH an ordinal. */
    private record Piece(String text, boolean isPattern, boolean fill, boolean ordinal) {}

    private DateTemplate(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** Takes a template apart; what is no pattern in it is literal text. */
    public static DateTemplate compile(String template) {
        var pieces = new ArrayList<Piece>();
        int at = 0;
        boolean fill = true;
        while (at < template.length()) {
            char c = template.charAt(at);
            if (c == '"') {
                int end = template.indexOf('"', at + 1);
                end = end < 0 ? template.length() : end;
                pieces.add(new Piece(template.substring(at + 1, end), false, true, false));
                at = end + 1;
                continue;
            }
            if (template.regionMatches(true, at, "FM", 0, 2)) {
                fill = false;
                at += 2;
                continue;
            }
            var pattern = patternAt(template, at);
            if (pattern.isEmpty()) {
                pieces.add(new Piece(String.valueOf(c), false, true, false));
                at++;
                continue;
            }
            at += pattern.length();
            boolean ordinal = template.regionMatches(true, at, "TH", 0, 2);
            pieces.add(new Piece(pattern, true, fill, ordinal));
            fill = true;
            at += ordinal ? 2 : 0;
        }
        return new DateTemplate(pieces);
    }

    private static String patternAt(String template, int at) {
        for (var pattern : PATTERNS) {
            if (template.startsWith(pattern, at)) {
                return pattern;
            }
        }
        for (var pattern : PATTERNS) {
            if (template.regionMatches(true, at, pattern, 0, pattern.length())) {
                return pattern;
            }
        }
        return "";
    }

    /** Appends a local time. */
    void format(long micros, int offsetSeconds, String zone, ByteSink out) {
        if (ZoneTime.isInfinite(micros)) {
            return;
        }
        for (var piece : pieces) {
            if (!piece.isPattern()) {
                out.append(piece.text());
                continue;
            }
            int start = out.length();
            format(piece, micros, offsetSeconds, zone, out);
            if (piece.ordinal()) {
                out.appendAscii(ordinal(out, start));
            }
        }
    }

    private static String ordinal(ByteSink out, int start) {
        int length = out.length();
        int last = out.bytes()[length - 1] - '0';
        boolean teen = length - start >= 2 && out.bytes()[length - 2] == '1';
        return teen ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
    }

    private static void format(Piece piece, long micros, int offsetSeconds, String zone, ByteSink out) {
        long day = Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
        long time = micros - day * ZoneTime.MICROS_PER_DAY;
        long fields = CivilDate.fields(day);
        int year = CivilDate.year(fields);
        int shownYear = year > 0 ? year : 1 - year;
        int hour = (int) (time / 3_600_000_000L);
        int isoYear = CivilDate.isoYear(day);
        switch (piece.text()) {
            case "HH24" -> number(hour, 2, piece, out);
            case "HH12", "HH" -> number(hour % 12 == 0 ? 12 : hour % 12, 2, piece, out);
            case "MI" -> number(time / 60_000_000 % 60, 2, piece, out);
            case "SS" -> number(time / 1_000_000 % 60, 2, piece, out);
            case "MS" -> number(time / 1_000 % 1_000, 3, piece, out);
            case "US" -> number(time % 1_000_000, 6, piece, out);
            case "SSSSS", "SSSS" -> number(time / 1_000_000, 1, piece, out);
            case "AM", "PM" -> out.appendAscii(hour < 12 ? "AM" : "PM");
            case "am", "pm" -> out.appendAscii(hour < 12 ? "am" : "pm");
            case "A.M.", "P.M." -> out.appendAscii(hour < 12 ? "A.M." : "P.M.");
            case "a.m.", "p.m." -> out.appendAscii(hour < 12 ? "a.m." : "p.m.");
            case "BC", "AD" -> out.appendAscii(year > 0 ? "AD" : "BC");
            case "B.C.", "A.D." -> out.appendAscii(year > 0 ? "A.D." : "B.C.");
            case "YYYY" -> number(shownYear, 4, piece, out);
            case "YYY" -> number(shownYear % 1_000, 3, piece, out);
            case "YY" -> number(shownYear % 100, 2, piece, out);
            case "Y" -> number(shownYear % 10, 1, piece, out);
            case "IYYY" -> number(isoYear, 4, piece, out);
            case "IYY" -> number(isoYear % 1_000, 3, piece, out);
            case "IY" -> number(isoYear % 100, 2, piece, out);
            case "I" -> number(isoYear % 10, 1, piece, out);
            case "MM" -> number(CivilDate.month(fields), 2, piece, out);
            case "DD" -> number(CivilDate.dayOfMonth(fields), 2, piece, out);
            case "DDD" -> number(CivilDate.dayOfYear(day), 3, piece, out);
            case "D" -> number(CivilDate.dayOfWeek(day) + 1L, 1, piece, out);
            case "ID" -> number(DatePart.ISO_DAY_OF_WEEK.ofDay(day), 1, piece, out);
            case "WW" -> number((CivilDate.dayOfYear(day) - 1) / 7 + 1, 2, piece, out);
            case "W" -> number((CivilDate.dayOfMonth(fields) - 1) / 7 + 1, 1, piece, out);
            case "IW" -> number(CivilDate.isoWeek(day), 2, piece, out);
            case "CC" -> number(DatePart.CENTURY.ofDay(day), 2, piece, out);
            case "J" -> number(DatePart.JULIAN.ofDay(day), 1, piece, out);
            case "Q" -> number(DatePart.QUARTER.ofDay(day), 1, piece, out);
            case "RM" -> word(ROMAN[CivilDate.month(fields) - 1], 4, piece, out);
            case "MONTH", "Month", "month" ->
                word(cased(MONTHS[CivilDate.month(fields) - 1], piece.text()), 9, piece, out);
            case "MON", "Mon", "mon" ->
                word(cased(MONTHS[CivilDate.month(fields) - 1].substring(0, 3), piece.text()), 3, piece, out);
            case "DAY", "Day", "day" -> word(cased(DAYS[CivilDate.dayOfWeek(day)], piece.text()), 9, piece, out);
            case "DY", "Dy", "dy" ->
                word(cased(DAYS[CivilDate.dayOfWeek(day)].substring(0, 3), piece.text()), 3, piece, out);
            case "TZ" -> out.append(zone.toUpperCase(Locale.ROOT));
            case "tz" -> out.append(zone.toLowerCase(Locale.ROOT));
            default -> {
                out.append(offsetSeconds < 0 ? '-' : '+');
                out.appendPadded(Math.abs(offsetSeconds) / 3_600, 2);
            }
        }
    }

    private static String cased(String word, String pattern) {
        return Character.isLowerCase(pattern.charAt(0))
                ? word.toLowerCase(Locale.ROOT)
                : Character.isUpperCase(pattern.charAt(1)) ? word.toUpperCase(Locale.ROOT) : word;
    }

    private static void number(long value, int width, Piece piece, ByteSink out) {
        out.appendPadded(Math.abs(value), piece.fill() ? width : 1);
    }

    private static void word(String word, int width, Piece piece, ByteSink out) {
        out.append(word);
        if (piece.fill()) {
            out.fill(' ', width - word.length());
        }
    }

    /** Returns the local time that {@code text} says by this template, in µs since 2000-01-01. */
    long parse(String text) {
        return read(text).micros();
    }

    /**
     * Returns the local time that {@code text} says by this template, in µs since 2000-01-01; seconds may have a fraction.
     *
     * @throws SlipherException with 22007 if more follows than the template describes
     */
    public long parseWhole(String text) {
        var reader = read(text);
        if (pieces.getLast().text().equalsIgnoreCase("SS")) {
            reader.readFraction();
        }
        reader.requireEnd();
        return reader.micros();
    }

    private Reader read(String text) {
        var reader = new Reader(text);
        for (var piece : pieces) {
            if (piece.isPattern()) {
                reader.read(piece.text());
                if (piece.ordinal()) {
                    reader.skip(2);
                }
            } else {
                reader.skipLiteral(piece.text());
            }
        }
        return reader;
    }

    /** Gathers the fields of one text. */
    private static final class Reader {
        private final String text;
        private int at;
        private long year = 1;
        private int month = 1;
        private int day = 1;
        private int dayOfYear;
        private long julian = Long.MIN_VALUE;
        private long hour;
        private boolean afternoon;
        private boolean halfDay;
        private boolean beforeChrist;
        private long time;

        Reader(String text) {
            this.text = text;
        }

        void skip(int count) {
            at = Math.min(at + count, text.length());
        }

        void skipLiteral(String literal) {
            // Separators stand for any other separator or none, letters for whatever is there.
            for (int i = 0; i < literal.length() && at < text.length(); i++) {
                if (!Character.isDigit(text.charAt(at)) || Character.isLetterOrDigit(literal.charAt(i))) {
                    at++;
                }
            }
        }

        void read(String pattern) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            switch (pattern) {
                case "YYYY", "IYYY" -> year = integer(pattern, 4);
                case "YYY", "IYY" -> year = 2_000 + integer(pattern, 3);
                case "YY", "IY" -> {
                    long value = integer(pattern, 2);
                    year = value < 70 ? 2_000 + value : 1_900 + value;
                }
                case "Y", "I" -> year = 2_020 + integer(pattern, 1);
                case "MM" -> month = (int) integer(pattern, 2);
                case "DD" -> day = (int) integer(pattern, 2);
                case "DDD" -> dayOfYear = (int) integer(pattern, 3);
                case "J" -> julian = integer(pattern, 7);
                case "HH24" -> hour = integer(pattern, 2);
                case "HH12", "HH" -> {
                    hour = integer(pattern, 2);
                    halfDay = true;
                }
                case "MI" -> time += bounded(integer(pattern, 2), 59) * 60_000_000;
                case "SS" -> time += bounded(integer(pattern, 2), 59) * 1_000_000;
                case "MS" -> time += fraction(3) * 1_000;
                case "US" -> time += fraction(6);
                case "SSSSS", "SSSS" -> time += bounded(integer(pattern, 5), 86_399) * 1_000_000;
                case "AM", "PM", "am", "pm", "A.M.", "P.M.", "a.m.", "p.m." -> {
                    afternoon = text.regionMatches(true, at, "p", 0, 1);
                    halfDay = true;
                    skip(pattern.length());
                }
                case "BC", "AD", "B.C.", "A.D." -> {
                    beforeChrist = text.regionMatches(true, at, "b", 0, 1);
                    skip(pattern.length());
                }
                case "MONTH", "Month", "month", "MON", "Mon", "mon" -> month = named(MONTHS, pattern) + 1;
                case "DAY", "Day", "day", "DY", "Dy", "dy" -> named(DAYS, pattern);
                case "Q", "D", "ID", "W", "WW", "IW", "CC" -> integer(pattern, pattern.length());
                default ->
                    throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "formatting field \"%s\" is only supported in to_char".formatted(pattern));
            }
        }

        void readFraction() {
            if (at < text.length() && text.charAt(at) == '.') {
                at++;
                time += fraction(6);
            }
        }

        void requireEnd() {
            if (!text.substring(at).isBlank()) {
                throw new SlipherException(
                        SqlState.INVALID_DATETIME_FORMAT,
                        "\"%s\" goes on after what its format describes".formatted(text));
            }
        }

        private int named(String[] names, String pattern) {
            boolean whole = pattern.length() > 3 || pattern.equalsIgnoreCase("day");
            for (int i = 0; i < names.length; i++) {
                var name = whole ? names[i] : names[i].substring(0, 3);
                if (text.regionMatches(true, at, name, 0, name.length())) {
                    at += name.length();
                    return i;
                }
            }
            throw invalid(pattern);
        }

        private long integer(String pattern, int width) {
            int start = at;
            long value = 0;
            while (at < text.length() && at - start < width && Character.isDigit(text.charAt(at))) {
                value = value * 10 + text.charAt(at) - '0';
                at++;
            }
            if (at == start) {
                throw invalid(pattern);
            }
            return value;
        }

        private long fraction(int width) {
            long value = 0;
            for (int i = 0; i < width; i++) {
                boolean digit = at < text.length() && Character.isDigit(text.charAt(at));
                value = value * 10 + (digit ? text.charAt(at++) - '0' : 0);
            }
            return value;
        }

        private long bounded(long value, long max) {
            if (value > max) {
                throw outOfRange();
            }
            return value;
        }

        long micros() {
            long shownHour = bounded(hour, halfDay ? 12 : 24);
            if (halfDay) {
                shownHour = shownHour % 12 + (afternoon ? 12 : 0);
            }
            long sum = shownHour * 3_600_000_000L + time;
            return DateMath.checkTimestamp(days() * ZoneTime.MICROS_PER_DAY + sum);
        }

        private long days() {
            if (julian != Long.MIN_VALUE) {
                return julian - 2_451_545;
            }
            long fullYear = beforeChrist ? 1 - year : year;
            if (dayOfYear > 0) {
                return CivilDate.toDay(fullYear, 1, bounded(dayOfYear, CivilDate.isLeapYear(fullYear) ? 366 : 365));
            }
            if (month < 1 || month > 12 || day < 1 || day > CivilDate.monthLength(fullYear, month)) {
                throw outOfRange();
            }
            return CivilDate.toDay(fullYear, month, day);
        }

        private SlipherException invalid(String pattern) {
            return new SlipherException(
                    SqlState.INVALID_DATETIME_FORMAT,
                    "invalid value \"%s\" for \"%s\"".formatted(text.substring(at), pattern));
        }

        private SlipherException outOfRange() {
            return new SlipherException(
                    SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"%s\"".formatted(text));
        }
    }
}
