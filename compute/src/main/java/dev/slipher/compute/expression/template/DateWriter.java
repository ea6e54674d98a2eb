package dev.slipher.compute.expression.template;

import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.ZoneTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/** Writes one time by its template. */
final class DateWriter {
    private static final long MICROS_PER_HOUR = 3_600_000_000L;
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private final long micros;
    private final ZoneId zone;
    private final int offsetSeconds;
    private final long day;
    private final long timeOfDay;
    private final long fields;
    private final ByteSink out;

    DateWriter(long utcMicros, ZoneId zone, ByteSink out) {
        micros = utcMicros;
        this.zone = zone;
        this.out = out;
        offsetSeconds = ZoneTime.offsetSeconds(utcMicros, zone);
        long local = micros + offsetSeconds * ZoneTime.MICROS_PER_SECOND;
        day = Math.floorDiv(local, ZoneTime.MICROS_PER_DAY);
        timeOfDay = local - day * ZoneTime.MICROS_PER_DAY;
        fields = CivilDate.fields(day);
    }

    void write(List<DateElement> elements) {
        for (var element : elements) {
            switch (element) {
                case DateElement.Literal(var text, var _) -> out.append(text);
                case DateElement.Pattern pattern -> write(pattern);
            }
        }
    }

    private void write(DateElement.Pattern pattern) {
        int start = out.length();
        switch (pattern.field().convention()) {
            case ISO_WEEK -> writeIsoDate(pattern);
            case ANY, GREGORIAN -> {
                if (!writeDate(pattern) && !writeTime(pattern)) {
                    writeZone(pattern);
                    return;
                }
            }
        }
        if (pattern.field().isNumber() && pattern.ordinal() != Ordinal.NONE) {
            byte[] bytes = out.bytes();
            int end = out.length();
            out.appendAscii(pattern.ordinal().suffix(end - start > 1 ? bytes[end - 2] : 0, bytes[end - 1]));
        }
    }

    private void writeIsoDate(DateElement.Pattern pattern) {
        switch (pattern.field()) {
            case ISO_YEAR ->
                writeYear(CivilDate.isoYear(day), pattern.spelling().length(), pattern);
            case ISO_WEEK -> number(CivilDate.isoWeek(day), 2, pattern);
            case ISO_DAY_OF_YEAR -> number(day - CivilDate.isoYearStart(CivilDate.isoYear(day)) + 1, 3, pattern);
            case ISO_DAY_OF_WEEK -> number((CivilDate.dayOfWeek(day) + 6) % 7 + 1, 1, pattern);
            default -> throw new IllegalStateException(pattern.spelling());
        }
    }

    /** Returns false, and writes nothing, if the field is none of a date. */
    private boolean writeDate(DateElement.Pattern pattern) {
        int year = CivilDate.year(fields);
        int month = CivilDate.month(fields);
        int dayOfMonth = CivilDate.dayOfMonth(fields);
        int dayOfWeek = CivilDate.dayOfWeek(day);
        switch (pattern.field()) {
            case ERA -> word(DateNames.ERAS[year > 0 ? 0 : 1], 0, pattern);
            case DOTTED_ERA -> word(DateNames.DOTTED_ERAS[year > 0 ? 0 : 1], 0, pattern);
            case CENTURY -> writeCentury(pattern);
            case YEAR -> writeYear(year, pattern.spelling().length(), pattern);
            case YEAR_WITH_COMMA -> {
                out.appendLong(shown(year) / 1_000);
                out.append(',');
                out.appendPadded(shown(year) % 1_000, 3);
            }
            case QUARTER -> number((month + 2) / 3, 1, pattern);
            case MONTH -> number(month, 2, pattern);
            case MONTH_NAME -> word(DateNames.MONTHS[month - 1], 9, pattern);
            case SHORT_MONTH_NAME -> word(DateNames.SHORT_MONTHS[month - 1], 3, pattern);
            case ROMAN_MONTH -> word(DateNames.ROMAN_MONTHS[month - 1], 4, pattern);
            case WEEK_OF_MONTH -> number((dayOfMonth + 6) / 7, 1, pattern);
            case WEEK_OF_YEAR -> number((CivilDate.dayOfYear(day) + 6) / 7, 2, pattern);
            case DAY_NAME -> word(DateNames.DAYS[dayOfWeek], 9, pattern);
            case SHORT_DAY_NAME -> word(DateNames.SHORT_DAYS[dayOfWeek], 3, pattern);
            case DAY_OF_YEAR -> number(CivilDate.dayOfYear(day), 3, pattern);
            case DAY_OF_MONTH -> number(dayOfMonth, 2, pattern);
            case DAY_OF_WEEK -> number(dayOfWeek + 1, 1, pattern);
            case JULIAN_DAY -> number(day + DateFields.DAYS_TO_2000, 1, pattern);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Returns false, and writes nothing, if the field is none of a time of day. */
    private boolean writeTime(DateElement.Pattern pattern) {
        int hour = (int) (timeOfDay / MICROS_PER_HOUR);
        int micro = (int) (timeOfDay % ZoneTime.MICROS_PER_SECOND);
        switch (pattern.field()) {
            case HALF_DAY -> word(DateNames.HALF_DAYS[hour / 12], 0, pattern);
            case DOTTED_HALF_DAY -> word(DateNames.DOTTED_HALF_DAYS[hour / 12], 0, pattern);
            case HOUR_24 -> number(hour, 2, pattern);
            case HOUR_12 -> number(hour % 12 == 0 ? 12 : hour % 12, 2, pattern);
            case MINUTE -> number(timeOfDay / 60_000_000 % 60, 2, pattern);
            case SECOND -> number(timeOfDay / 1_000_000 % 60, 2, pattern);
            case SECOND_OF_DAY -> number(timeOfDay / 1_000_000, 1, pattern);
            case MILLISECOND -> out.appendPadded(micro / 1_000, 3);
            case MICROSECOND -> out.appendPadded(micro, 6);
            case FRACTION -> {
                int digits = fractionDigits(pattern);
                out.appendPadded(micro / POWERS_OF_TEN[6 - digits], digits);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void writeZone(DateElement.Pattern pattern) {
        int seconds = Math.abs(offsetSeconds);
        switch (pattern.field()) {
            case ZONE -> out.append(pattern.spelling().equals("tz") ? zoneName().toLowerCase(Locale.ROOT) : zoneName());
            case OFFSET_HOUR -> {
                out.append(offsetSeconds < 0 ? '-' : '+');
                out.appendPadded(seconds / 3_600, 2);
            }
            case OFFSET_MINUTE -> out.appendPadded(seconds / 60 % 60, 2);
            case OFFSET -> {
                out.append(offsetSeconds < 0 ? '-' : '+');
                out.appendPadded(seconds / 3_600, pattern.fills() ? 1 : 2);
                if (seconds % 3_600 != 0) {
                    out.append(':');
                    out.appendPadded(seconds / 60 % 60, 2);
                }
            }
            case FIXED -> {}
            default -> throw new IllegalStateException(pattern.spelling());
        }
    }

    static int fractionDigits(DateElement.Pattern pattern) {
        return pattern.spelling().charAt(2) - '0';
    }

    /** There is no year 0: what comes before AD 1 is 1 BC. */
    private static int shown(int year) {
        return year > 0 ? year : 1 - year;
    }

    private void writeYear(int year, int digits, DateElement.Pattern pattern) {
        int shown = shown(year);
        number(digits == 4 ? shown : shown % POWERS_OF_TEN[digits], digits, pattern);
    }

    private void writeCentury(DateElement.Pattern pattern) {
        int year = CivilDate.year(fields);
        if (year <= 0) {
            out.append('-');
        }
        number((shown(year) + 99) / 100, 2, pattern);
    }

    private void number(long value, int width, DateElement.Pattern pattern) {
        out.appendPadded(value, pattern.fills() ? 1 : width);
    }

    private void word(String word, int width, DateElement.Pattern pattern) {
        out.appendAscii(DateNames.cased(word, pattern.spelling()));
        if (!pattern.fills() && (!pattern.translates() || pattern.field() == DateField.ROMAN_MONTH)) {
            out.fill(' ', width - word.length());
        }
    }

    /** Returns what the zone is called at this time, such as CET or CEST; its offset if it has no name but a place's. */
    private String zoneName() {
        long seconds = Math.floorDiv(micros, ZoneTime.MICROS_PER_SECOND) + ZoneTime.UNIX_EPOCH_SECONDS;
        boolean summer = zone.getRules().isDaylightSavings(Instant.ofEpochSecond(seconds));
        var name = TimeZone.getTimeZone(zone).getDisplayName(summer, TimeZone.SHORT, Locale.US);
        if (name.chars().allMatch(Character::isLetter)) {
            return name;
        }
        int minutes = Math.abs(offsetSeconds) / 60;
        var hours = "%s%02d".formatted(offsetSeconds < 0 ? "-" : "+", minutes / 60);
        return minutes % 60 == 0 ? hours : "%s%02d".formatted(hours, minutes % 60);
    }
}
