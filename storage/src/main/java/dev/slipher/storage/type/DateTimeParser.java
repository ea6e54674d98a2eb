package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one date or time in any of the spellings that PostgreSQL's manual lists in "Date/Time Input", taking the text
 * apart field by field; ambiguous dates are month, day, year.
 */
final class DateTimeParser {
    private static final String[] MONTHS = {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december"
    };
    private static final Map<String, Integer> WEEKDAYS = Map.ofEntries(
            Map.entry("sun", 0),
            Map.entry("sunday", 0),
            Map.entry("mon", 1),
            Map.entry("monday", 1),
            Map.entry("tue", 2),
            Map.entry("tues", 2),
            Map.entry("tuesday", 2),
            Map.entry("wed", 3),
            Map.entry("weds", 3),
            Map.entry("wednesday", 3),
            Map.entry("thu", 4),
            Map.entry("thur", 4),
            Map.entry("thurs", 4),
            Map.entry("thursday", 4),
            Map.entry("fri", 5),
            Map.entry("friday", 5),
            Map.entry("sat", 6),
            Map.entry("saturday", 6));
    private static final int UNSET = Integer.MIN_VALUE;

    private final SqlType type;
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final SessionTime session;
    private final String text;

    private int at;
    private int year = UNSET;
    private int yearDigits;
    private int month = UNSET;
    private boolean monthFromNumber;
    private int day = UNSET;
    private int dayOfYear = UNSET;
    private long julianDay = Long.MIN_VALUE;
    private boolean beforeChrist;
    private long timeMicros = Long.MIN_VALUE;
    /** 0 without AM and PM, 1 for AM, 2 for PM. */
    private int halfOfDay;

    private @Nullable ZoneId zone;
    private @Nullable String special;

    DateTimeParser(SqlType type, byte[] bytes, int from, int to, SessionTime session) {
        this.type = type;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.session = session;
        this.text = new String(bytes, from, to - from, StandardCharsets.UTF_8)
                .strip()
                .toLowerCase(Locale.ROOT);
        readFields();
    }

    int date() {
        if (special != null) {
            return switch (special) {
                case "infinity" -> CivilDate.INFINITY;
                case "-infinity" -> CivilDate.MINUS_INFINITY;
                default -> (int) Math.floorDiv(specialLocal(special), ZoneTime.MICROS_PER_DAY);
            };
        }
        long result = day();
        if (result < CivilDate.MIN_DAY || result > CivilDate.MAX_DAY) {
            throw outOfRange();
        }
        return (int) result;
    }

    long timestamp() {
        if (special != null) {
            return switch (special) {
                case "infinity" -> ZoneTime.INFINITY;
                case "-infinity" -> ZoneTime.MINUS_INFINITY;
                default -> specialLocal(special);
            };
        }
        return checked(local());
    }

    long timestampTz() {
        if (special != null) {
            return switch (special) {
                case "infinity" -> ZoneTime.INFINITY;
                case "-infinity" -> ZoneTime.MINUS_INFINITY;
                case "now" -> session.statementMicros();
                case "epoch" -> -ZoneTime.UNIX_EPOCH_SECONDS * ZoneTime.MICROS_PER_SECOND;
                default -> ZoneTime.toUtc(specialLocal(special), session.zone());
            };
        }
        return checked(ZoneTime.toUtc(checked(local()), zone == null ? session.zone() : zone));
    }

    long time() {
        if (special != null && special.equals("now")) {
            return Math.floorMod(specialLocal(special), ZoneTime.MICROS_PER_DAY);
        }
        if (special != null || timeMicros == Long.MIN_VALUE) {
            throw invalid();
        }
        return timeOfDay();
    }

    void timeTz(Int128 result) {
        long micros = time();
        long utc = session.statementMicros();
        int offset = ZoneTime.offsetSeconds(utc, zone == null ? session.zone() : zone);
        result.set(-offset, micros);
    }

    private long specialLocal(String word) {
        long now = ZoneTime.toLocal(session.statementMicros(), session.zone());
        long today = Math.floorDiv(now, ZoneTime.MICROS_PER_DAY) * ZoneTime.MICROS_PER_DAY;
        long timeOfDay = timeMicros == Long.MIN_VALUE ? 0 : timeOfDay();
        return switch (word) {
            case "now" -> now;
            case "today" -> today + timeOfDay;
            case "tomorrow" -> today + ZoneTime.MICROS_PER_DAY + timeOfDay;
            case "yesterday" -> today - ZoneTime.MICROS_PER_DAY + timeOfDay;
            case "epoch" -> -ZoneTime.UNIX_EPOCH_SECONDS * ZoneTime.MICROS_PER_SECOND;
            default -> throw invalid();
        };
    }

    private long local() {
        long result = day();
        if (result < CivilDate.MIN_DAY || result > 110_000_000) {
            throw timestampOutOfRange();
        }
        return result * ZoneTime.MICROS_PER_DAY + (timeMicros == Long.MIN_VALUE ? 0 : timeOfDay());
    }

    private long timeOfDay() {
        if (halfOfDay == 0) {
            return timeMicros;
        }
        long hour = timeMicros / 3_600_000_000L;
        if (hour > 12) {
            throw fieldOutOfRange();
        }
        long twelve = 12 * 3_600_000_000L;
        if (halfOfDay == 1) {
            return hour == 12 ? timeMicros - twelve : timeMicros;
        }
        return hour == 12 ? timeMicros : timeMicros + twelve;
    }

    private long day() {
        if (julianDay != Long.MIN_VALUE) {
            return julianDay - 2_451_545;
        }
        if (year == UNSET) {
            throw invalid();
        }
        int fullYear = fullYear();
        if (dayOfYear != UNSET) {
            if (dayOfYear < 1 || dayOfYear > (CivilDate.isLeapYear(fullYear) ? 366 : 365)) {
                throw fieldOutOfRange();
            }
            return CivilDate.toDay(fullYear, 1, dayOfYear);
        }
        if (month == UNSET || day == UNSET) {
            throw invalid();
        }
        if (month < 1 || month > 12) {
            throw fieldOutOfRange().withHint("Perhaps you need a different \"datestyle\" setting.");
        }
        if (day < 1 || day > CivilDate.monthLength(fullYear, month)) {
            throw fieldOutOfRange();
        }
        return CivilDate.toDay(fullYear, month, day);
    }

    private int fullYear() {
        if (beforeChrist) {
            if (year <= 0) {
                throw fieldOutOfRange();
            }
            return 1 - year;
        }
        if (yearDigits <= 2) {
            return year < 70 ? year + 2_000 : year + 1_900;
        }
        if (year == 0) {
            throw fieldOutOfRange();
        }
        return year;
    }

    private void readFields() {
        if (text.isEmpty()) {
            throw invalid();
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == ',') {
                at++;
            } else if (isDigit(c)) {
                readNumeric();
            } else if (isLetter(c)) {
                readWord();
            } else if (c == '+' || c == '-') {
                readSigned();
            } else {
                throw invalid();
            }
        }
    }

    private void readNumeric() {
        int start = at;
        int digits = digitsFrom(at);
        char next = charAt(at + digits);
        if (next == ':') {
            readTime();
        } else if ((next == '-' || next == '/' || next == '.') && startsDatePart(at + digits + 1) && month == UNSET) {
            readDelimitedDate(next);
        } else {
            at += digits;
            readNumber(text.substring(start, at));
        }
    }

    private boolean startsDatePart(int index) {
        return isDigit(charAt(index)) || isLetter(charAt(index));
    }

    /** Reads {@code 1999-01-08}, {@code 1/8/1999}, {@code 08-Jan-1999}, {@code Jan-08-1999} and {@code 1999.008}. */
    private void readDelimitedDate(char delimiter) {
        var parts = new String[3];
        int count = 0;
        while (true) {
            int start = at;
            if (isDigit(charAt(at))) {
                at += digitsFrom(at);
            } else {
                while (isLetter(charAt(at))) {
                    at++;
                }
            }
            if (count == 3 || start == at) {
                throw invalid();
            }
            parts[count++] = text.substring(start, at);
            if (charAt(at) != delimiter || !startsDatePart(at + 1)) {
                break;
            }
            at++;
        }
        if (year != UNSET || day != UNSET) {
            throw invalid();
        }
        if (count == 2 && parts[0].length() >= 4 && parts[1].length() == 3 && isDigit(parts[1].charAt(0))) {
            setYear(parts[0]);
            dayOfYear = number(parts[1]);
            return;
        }
        if (count != 3) {
            throw invalid();
        }
        assignParts(parts);
    }

    private void assignParts(String[] parts) {
        int named = isLetter(parts[0].charAt(0)) ? 0 : isLetter(parts[1].charAt(0)) ? 1 : -1;
        if (isLetter(parts[2].charAt(0))) {
            throw invalid();
        }
        if (named == 0) {
            month = monthOf(parts[0]);
            day = number(parts[1]);
            setYear(parts[2]);
        } else if (named == 1) {
            month = monthOf(parts[1]);
            boolean yearFirst = parts[0].length() > 2;
            day = number(yearFirst ? parts[2] : parts[0]);
            setYear(yearFirst ? parts[0] : parts[2]);
        } else if (parts[0].length() > 2) {
            setYear(parts[0]);
            month = number(parts[1]);
            day = number(parts[2]);
        } else {
            month = number(parts[0]);
            day = number(parts[1]);
            setYear(parts[2]);
        }
    }

    private int monthOf(String word) {
        int found = findMonth(word);
        if (found == 0) {
            throw invalid();
        }
        return found;
    }

    private static int findMonth(String word) {
        for (int i = 0; i < 12; i++) {
            if (MONTHS[i].equals(word)
                    || word.length() == 3 && MONTHS[i].startsWith(word)
                    || word.equals("sept") && i == 8) {
                return i + 1;
            }
        }
        return 0;
    }

    private void readNumber(String digits) {
        boolean hasDate =
                year != UNSET && (month != UNSET && day != UNSET || dayOfYear != UNSET) || julianDay != Long.MIN_VALUE;
        boolean timeOnly = type == SqlType.Simple.TIME || type == SqlType.Simple.TIMETZ;
        if (timeOnly && digits.length() == 6 && timeMicros == Long.MIN_VALUE) {
            setTime(number(digits.substring(0, 2)), number(digits.substring(2, 4)), number(digits.substring(4)), 0);
            readFraction();
        } else if (digits.length() == 8 && year == UNSET && month == UNSET) {
            setYear(digits.substring(0, 4));
            month = number(digits.substring(4, 6));
            day = number(digits.substring(6));
        } else if (digits.length() == 6 && hasDate) {
            setTime(number(digits.substring(0, 2)), number(digits.substring(2, 4)), number(digits.substring(4)), 0);
            readFraction();
        } else if (digits.length() == 6 && year == UNSET && month == UNSET) {
            setYear(digits.substring(0, 2));
            month = number(digits.substring(2, 4));
            day = number(digits.substring(4));
        } else if (digits.length() == 4 && hasDate && timeMicros == Long.MIN_VALUE) {
            setTime(number(digits.substring(0, 2)), number(digits.substring(2)), 0, 0);
        } else if (digits.length() >= 3 && year == UNSET) {
            setYear(digits);
        } else if (month != UNSET && day == UNSET) {
            day = number(digits);
        } else if (month != UNSET && year == UNSET) {
            setYear(digits);
        } else if (month == UNSET) {
            month = number(digits);
            monthFromNumber = true;
        } else if (hasDate && timeMicros == Long.MIN_VALUE && digits.length() <= 2) {
            // "1999-01-08 4 PM": the hour alone, with the half of the day behind it.
            setTime(number(digits), 0, 0, 0);
        } else {
            throw invalid();
        }
    }

    private void readWord() {
        int start = at;
        while (isLetter(charAt(at))) {
            at++;
        }
        var word = text.substring(start, at);
        char next = charAt(at);
        if ((next == '-' || next == '.' || next == '/') && isDigit(charAt(at + 1)) && findMonth(word) > 0) {
            at = start;
            readDelimitedDate(next);
            return;
        }
        if ((word.equals("j") || word.equals("jd")) && isDigit(next)) {
            int digits = digitsFrom(at);
            julianDay = digits > 9 ? Long.MAX_VALUE / 2 : Long.parseLong(text.substring(at, at + digits));
            at += digits;
            return;
        }
        if (word.equals("t") && isDigit(next)) {
            return;
        }
        if (!acceptWord(word)) {
            readZoneName(start);
        }
        if (charAt(at) == '.') {
            at++;
        }
    }

    private boolean acceptWord(String word) {
        int namedMonth = findMonth(word);
        if (namedMonth > 0) {
            if (monthFromNumber && day == UNSET) {
                day = month;
                monthFromNumber = false;
            } else if (month != UNSET) {
                throw invalid();
            }
            month = namedMonth;
            return true;
        }
        if (WEEKDAYS.containsKey(word)) {
            return true;
        }
        switch (word) {
            case "am" -> halfOfDay = 1;
            case "pm" -> halfOfDay = 2;
            case "bc" -> beforeChrist = true;
            case "ad", "at", "on", "dst" -> {}
            case "infinity", "now", "today", "tomorrow", "yesterday", "epoch" -> special = word;
            case "allballs" -> {
                timeMicros = 0;
                zone = ZoneOffset.UTC;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readZoneName(int start) {
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && text.charAt(at) != ',') {
            at++;
        }
        var name = text.substring(start, at);
        var found = ZoneTime.find(name);
        if (found.isEmpty()) {
            if (name.indexOf('/') > 0) {
                throw new SlipherException(
                        SqlState.INVALID_PARAMETER_VALUE, "time zone \"%s\" not recognized".formatted(name));
            }
            throw invalid();
        }
        zone = found.get();
    }

    private void readSigned() {
        if (text.startsWith("infinity", at + 1)) {
            special = text.charAt(at) == '-' ? "-infinity" : "infinity";
            at += 9;
            return;
        }
        boolean hasDate = year != UNSET && day != UNSET;
        if (timeMicros == Long.MIN_VALUE && !hasDate || !isDigit(charAt(at + 1))) {
            throw invalid();
        }
        int sign = text.charAt(at) == '-' ? -1 : 1;
        at++;
        int digits = digitsFrom(at);
        int value = number(text.substring(at, at + digits));
        at += digits;
        int hours = digits <= 2 ? value : value / 100;
        int minutes = digits <= 2 ? 0 : value % 100;
        int seconds = 0;
        if (charAt(at) == ':') {
            minutes = twoDigitsAfterColon();
            if (charAt(at) == ':') {
                seconds = twoDigitsAfterColon();
            }
        }
        if (digits > 4 || hours > 15 || minutes > 59 || seconds > 59) {
            throw new SlipherException(
                    SqlState.DATETIME_FIELD_OVERFLOW,
                    "time zone displacement out of range: \"%s\"".formatted(TextSyntax.text(bytes, from, to)));
        }
        zone = ZoneOffset.ofTotalSeconds(sign * (hours * 3_600 + minutes * 60 + seconds));
    }

    private int twoDigitsAfterColon() {
        at++;
        int digits = digitsFrom(at);
        if (digits == 0 || digits > 2) {
            throw invalid();
        }
        int value = number(text.substring(at, at + digits));
        at += digits;
        return value;
    }

    private void readTime() {
        if (timeMicros != Long.MIN_VALUE) {
            throw invalid();
        }
        int digits = digitsFrom(at);
        int hour = number(text.substring(at, at + digits));
        at += digits;
        int minute = twoDigitsAfterColon();
        int second = charAt(at) == ':' ? twoDigitsAfterColon() : 0;
        setTime(hour, minute, second, 0);
        readFraction();
    }

    private void readFraction() {
        if (charAt(at) != '.') {
            return;
        }
        at++;
        int digits = digitsFrom(at);
        long micros = 0;
        for (int i = 0; i < 6; i++) {
            micros = micros * 10 + (i < digits ? text.charAt(at + i) - '0' : 0);
        }
        if (digits > 6 && text.charAt(at + 6) >= '5') {
            micros++;
        }
        at += digits;
        timeMicros += micros;
    }

    private void setTime(int hour, int minute, int second, int micros) {
        boolean endOfDay = hour == 24 && minute == 0 && second == 0;
        if (hour > 23 && !endOfDay || minute > 59 || second > 60) {
            throw fieldOutOfRange();
        }
        timeMicros = (hour * 3_600L + minute * 60L + second) * ZoneTime.MICROS_PER_SECOND + micros;
    }

    private void setYear(String digits) {
        year = number(digits);
        yearDigits = digits.length();
    }

    private int number(String digits) {
        if (digits.length() > 9) {
            throw fieldOutOfRange();
        }
        for (int i = 0; i < digits.length(); i++) {
            if (!isDigit(digits.charAt(i))) {
                throw invalid();
            }
        }
        return Integer.parseInt(digits);
    }

    private int digitsFrom(int start) {
        int end = start;
        while (isDigit(charAt(end))) {
            end++;
        }
        return end - start;
    }

    private char charAt(int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private long checked(long micros) {
        if (!ZoneTime.isInRange(micros)) {
            throw timestampOutOfRange();
        }
        return micros;
    }

    private SlipherException invalid() {
        return TextSyntax.invalidDate(type, bytes, from, to);
    }

    private SlipherException fieldOutOfRange() {
        return TextSyntax.fieldOutOfRange(bytes, from, to);
    }

    private SlipherException outOfRange() {
        return new SlipherException(
                SqlState.DATETIME_FIELD_OVERFLOW,
                "date out of range: \"%s\"".formatted(TextSyntax.text(bytes, from, to)));
    }

    private SlipherException timestampOutOfRange() {
        return new SlipherException(
                SqlState.DATETIME_FIELD_OVERFLOW,
                "timestamp out of range: \"%s\"".formatted(TextSyntax.text(bytes, from, to)));
    }
}
