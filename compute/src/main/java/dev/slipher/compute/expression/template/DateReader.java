package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.List;

/**
 * Reads one time by its template, field after field.
 *
 * <p>Blanks before fields do not count, and a separator of the template stands for any separator or none, unless FX
 * makes the text as wide as its template. What text is left for no field, and fields that no text is left for, are
 * passed over.
 */
final class DateReader {
    private final String text;
    private final DateFields fields;
    private DateField.Convention convention = DateField.Convention.ANY;
    private int at;
    private boolean fixed;
    /** Characters passed over beyond those the template has, to be made up for by its next literal text. */
    private int surplus;

    /** A whole number, and how many characters it took, blanks before it included. */
    private record WholeNumber(int value, int length) {}

    DateReader(String text) {
        this.text = text;
        fields = new DateFields(text);
    }

    DateFields fields() {
        return fields;
    }

    /** Returns how many elements found text left to read. */
    int read(List<DateElement> elements) {
        int count = 0;
        for (; count < elements.size() && !atEnd(); count++) {
            switch (elements.get(count)) {
                case DateElement.Literal literal -> {
                    if (count == 0) {
                        skipBlanks();
                    }
                    readLiteral(literal.role());
                }
                case DateElement.Pattern pattern -> {
                    if (pattern.field() != DateField.FIXED) {
                        skipBlanks();
                    }
                    readPattern(pattern);
                    if (!fixed) {
                        surplus = 0;
                        skipBlanks();
                    }
                }
            }
        }
        return count;
    }

    /** Reads a text that has all fields of the template and nothing else, but for a fraction of the last seconds. */
    void readWhole(List<DateElement> elements) {
        int count = read(elements);
        for (var element : elements.subList(count, elements.size())) {
            if (element instanceof DateElement.Pattern missing && missing.field() != DateField.FIXED) {
                throw invalid("", missing);
            }
        }
        if (endsInSeconds(elements) && !atEnd() && text.charAt(at) == '.') {
            at++;
            readFraction();
        }
        if (!text.substring(at).isBlank()) {
            throw new SlipherException(
                    SqlState.INVALID_DATETIME_FORMAT, "\"%s\" goes on after what its format describes".formatted(text));
        }
    }

    private static boolean endsInSeconds(List<DateElement> elements) {
        return !elements.isEmpty()
                && elements.getLast() instanceof DateElement.Pattern last
                && last.field() == DateField.SECOND;
    }

    private void readFraction() {
        int micros = 0;
        for (int i = 0; i < 6; i++) {
            micros = micros * 10 + (isDigit(at) ? text.charAt(at++) - '0' : 0);
        }
        fields.microseconds = micros;
    }

    static boolean isBlank(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** Whether it is a printable ASCII character other than a letter, a digit or a blank. */
    static boolean isSeparator(int c) {
        return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private void skipBlanks() {
        while (!fixed && !atEnd() && isBlank(text.charAt(at))) {
            at++;
            surplus++;
        }
    }

    private void skipCharacters(int count) {
        for (int i = 0; i < count && !atEnd(); i++) {
            at = text.offsetByCodePoints(at, 1);
        }
    }

    private void readLiteral(DateElement.Role role) {
        if (fixed) {
            skipCharacters(1);
        } else if (role == DateElement.Role.SEPARATOR) {
            if (!atEnd() && (isBlank(text.charAt(at)) || isSeparator(text.charAt(at)))) {
                at++;
            } else {
                surplus--;
            }
        } else if (surplus > 0) {
            surplus--;
        } else {
            skipCharacters(1);
        }
    }

    private void readPattern(DateElement.Pattern pattern) {
        setConvention(pattern.field().convention());
        if (!readDate(pattern) && !readTime(pattern)) {
            readZone(pattern);
            return;
        }
        if (pattern.field().isNumber() && pattern.ordinal() != Ordinal.NONE) {
            skipCharacters(2);
        }
    }

    private void setConvention(DateField.Convention other) {
        if (other == DateField.Convention.ANY) {
            return;
        }
        if (convention != DateField.Convention.ANY && convention != other) {
            throw new SlipherException(SqlState.INVALID_DATETIME_FORMAT, "invalid combination of date conventions")
                    .withHint("Do not mix Gregorian and ISO week date conventions in a formatting template.");
        }
        convention = other;
        fields.isoWeekDate = convention == DateField.Convention.ISO_WEEK;
    }

    /** Returns false, and reads nothing, if the field is none of a date. */
    private boolean readDate(DateElement.Pattern pattern) {
        switch (pattern.field()) {
            case ERA -> readEra(DateNames.ERAS, pattern);
            case DOTTED_ERA -> readEra(DateNames.DOTTED_ERAS, pattern);
            case CENTURY -> fields.century = agreed(fields.century, integer(pattern, 2), pattern);
            case YEAR, ISO_YEAR -> readYear(pattern);
            case YEAR_WITH_COMMA -> readYearWithComma(pattern);
            // Which day of a quarter would be meant is unclear, and the month may be given besides.
            case QUARTER -> integer(pattern, 1);
            case MONTH -> readMonth(integer(pattern, 2), pattern);
            case MONTH_NAME -> readMonth(name(DateNames.MONTHS, pattern) + 1, pattern);
            case SHORT_MONTH_NAME -> readMonth(name(DateNames.SHORT_MONTHS, pattern) + 1, pattern);
            case ROMAN_MONTH -> readMonth(name(DateNames.ROMAN_MONTHS, pattern) + 1, pattern);
            case WEEK_OF_MONTH -> fields.weekOfMonth = agreed(fields.weekOfMonth, integer(pattern, 1), pattern);
            case WEEK_OF_YEAR, ISO_WEEK -> fields.week = agreed(fields.week, integer(pattern, 2), pattern);
            case DAY_NAME -> readDayOfWeek(name(DateNames.DAYS, pattern), pattern);
            case SHORT_DAY_NAME -> readDayOfWeek(name(DateNames.SHORT_DAYS, pattern), pattern);
            case DAY_OF_YEAR, ISO_DAY_OF_YEAR ->
                fields.dayOfYear = agreed((int) fields.dayOfYear, integer(pattern, 3), pattern);
            case DAY_OF_MONTH -> fields.dayOfMonth = agreed((int) fields.dayOfMonth, integer(pattern, 2), pattern);
            case DAY_OF_WEEK -> fields.dayOfWeek = agreed(fields.dayOfWeek, integer(pattern, 1), pattern);
            case ISO_DAY_OF_WEEK -> {
                readDayOfWeek(integer(pattern, 1), pattern);
                fields.dayOfWeek = fields.dayOfWeek > 7 ? 1 : fields.dayOfWeek;
            }
            case JULIAN_DAY -> fields.julianDay = agreed(fields.julianDay, integer(pattern, 1), pattern);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Returns false, and reads nothing, if the field is none of a time of day. */
    private boolean readTime(DateElement.Pattern pattern) {
        switch (pattern.field()) {
            case HALF_DAY -> readHalfDay(DateNames.HALF_DAYS, pattern);
            case DOTTED_HALF_DAY -> readHalfDay(DateNames.DOTTED_HALF_DAYS, pattern);
            case HOUR_24 -> fields.hour = agreed(fields.hour, integer(pattern, 2), pattern);
            case HOUR_12 -> {
                fields.hour = agreed(fields.hour, integer(pattern, 2), pattern);
                fields.halfDays = true;
            }
            case MINUTE -> fields.minute = agreed(fields.minute, integer(pattern, 2), pattern);
            case SECOND -> fields.second = agreed(fields.second, integer(pattern, 2), pattern);
            case SECOND_OF_DAY -> {
                int width = pattern.spelling().length();
                fields.secondOfDay = agreed(fields.secondOfDay, integer(pattern, width), pattern);
            }
            case MILLISECOND -> {
                var number = number(pattern, 3);
                fields.milliseconds = scaled(agreed(fields.milliseconds, number.value(), pattern), number, 3);
            }
            case MICROSECOND -> readMicroseconds(6, pattern);
            case FRACTION -> {
                fields.fractionDigits = DateWriter.fractionDigits(pattern);
                readMicroseconds(fields.fractionDigits, pattern);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readZone(DateElement.Pattern pattern) {
        switch (pattern.field()) {
            case FIXED -> fixed = true;
            case OFFSET_HOUR -> readOffsetHour(pattern);
            case OFFSET_MINUTE -> {
                fields.offsetSign = fields.offsetSign == 0 ? 1 : fields.offsetSign;
                fields.offsetMinutes = agreed(fields.offsetMinutes, integer(pattern, 2), pattern);
            }
            default ->
                throw new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "formatting field \"%s\" is only supported in to_char".formatted(pattern.spelling()));
        }
    }

    /** A minus may have been passed over as a separator before. */
    private void readOffsetHour(DateElement.Pattern pattern) {
        boolean signed = !atEnd() && "+- ".indexOf(text.charAt(at)) >= 0;
        int signAt = signed ? at : at - 1;
        boolean minus = (signed || surplus > 0) && signAt >= 0 && text.charAt(signAt) == '-';
        at += signed ? 1 : 0;
        fields.offsetSign = minus ? -1 : 1;
        fields.offsetHours = agreed(fields.offsetHours, integer(pattern, 2), pattern);
    }

    private void readEra(String[] names, DateElement.Pattern pattern) {
        int before = agreed(fields.beforeChrist ? 1 : 0, name(names, pattern), pattern);
        fields.beforeChrist = before != 0;
    }

    private void readHalfDay(String[] names, DateElement.Pattern pattern) {
        fields.afternoon = agreed(fields.afternoon, name(names, pattern), pattern);
        fields.halfDays = true;
    }

    private void readMonth(int month, DateElement.Pattern pattern) {
        fields.month = agreed(fields.month, month, pattern);
    }

    /** Takes a day counted from 0 for Sunday. */
    private void readDayOfWeek(int day, DateElement.Pattern pattern) {
        fields.dayOfWeek = agreed(fields.dayOfWeek, day, pattern) + 1;
    }

    private void readMicroseconds(int width, DateElement.Pattern pattern) {
        var number = number(pattern, width);
        fields.microseconds = scaled(agreed(fields.microseconds, number.value(), pattern), number, 6);
    }

    /** The digits of a fraction count from the point on: 5 is 500 thousandths, 05 is 50. */
    private static int scaled(int value, WholeNumber number, int digits) {
        int result = value;
        for (int i = number.length(); i < digits; i++) {
            result *= 10;
        }
        return result;
    }

    private void readYear(DateElement.Pattern pattern) {
        int digits = pattern.spelling().length();
        var number = number(pattern, digits);
        int year = agreed(fields.year, number.value(), pattern);
        fields.year = digits < 4 && number.length() < 4 ? completed(year) : year;
        fields.yearDigits = digits;
    }

    /** Returns the year nearest to 2020 that ends in these digits. */
    private static int completed(int year) {
        if (year < 70) {
            return year + 2_000;
        }
        if (year < 100) {
            return year + 1_900;
        }
        return year < 520 ? year + 2_000 : year < 1_000 ? year + 1_000 : year;
    }

    private void readYearWithComma(DateElement.Pattern pattern) {
        int start = skippedBlanks(at);
        int comma = endOfNumber(start, text.length());
        boolean separated = comma > start && comma < text.length() && text.charAt(comma) == ',';
        int rest = skippedBlanks(comma + 1);
        int end = separated ? endOfNumber(rest, Math.min(text.length(), rest + 3)) : rest;
        if (end == rest) {
            throw new SlipherException(SqlState.INVALID_DATETIME_FORMAT, "invalid input string for \"Y,YYY\"");
        }
        long thousands = parse(start, comma, pattern);
        long year = thousands * 1_000 + parse(rest, end, pattern);
        fields.year = agreed(fields.year, checkRange(year, pattern), pattern);
        fields.yearDigits = 4;
        at = end;
    }

    private int agreed(int known, int value, DateElement.Pattern pattern) {
        if (known != 0 && known != value) {
            throw new SlipherException(
                            SqlState.INVALID_DATETIME_FORMAT,
                            "conflicting values for \"%s\" field in formatting string".formatted(pattern.spelling()))
                    .withDetail("This value contradicts a previous setting for the same field type.");
        }
        return value;
    }

    /** Returns the index of the longest name with which the text goes on. */
    private int name(String[] names, DateElement.Pattern pattern) {
        int found = -1;
        for (int i = 0; i < names.length; i++) {
            boolean longer = found < 0 || names[i].length() > names[found].length();
            if (longer && text.regionMatches(true, at, names[i], 0, names[i].length())) {
                found = i;
            }
        }
        if (found < 0) {
            int end = at;
            while (end < text.length() && !isBlank(text.charAt(end))) {
                end++;
            }
            throw invalid(text.substring(at, end), pattern)
                    .withDetail("The given value did not match any of the allowed values for this field.");
        }
        at += names[found].length();
        return found;
    }

    private int integer(DateElement.Pattern pattern, int width) {
        return number(pattern, width).value();
    }

    private WholeNumber number(DateElement.Pattern pattern, int width) {
        int start = at;
        int from = skippedBlanks(at);
        int limit = pattern.open() ? text.length() : from + width;
        if (limit > text.length()) {
            throw new SlipherException(
                            SqlState.INVALID_DATETIME_FORMAT,
                            "source string too short for \"%s\" formatting field".formatted(pattern.spelling()))
                    .withDetail(
                            "Field requires %d characters, but only %d remain.".formatted(width, text.length() - from))
                    .withHint("If your source string is not fixed-width, try using the \"FM\" modifier.");
        }
        int end = endOfNumber(from, limit);
        if (end == from && (pattern.open() || from == start)) {
            throw invalid(shown(from, width), pattern).withDetail("Value must be an integer.");
        }
        if (!pattern.open() && end > from && end < limit) {
            throw invalid(shown(from, width), pattern)
                    .withDetail(
                            "Field requires %d characters, but only %d could be parsed.".formatted(width, end - from))
                    .withHint("If your source string is not fixed-width, try using the \"FM\" modifier.");
        }
        at = end;
        return new WholeNumber(parse(from, end, pattern), end - start);
    }

    /** Returns what an error shows of a number: no more than the template has room for. */
    private String shown(int from, int width) {
        return text.substring(from, Math.min(from + width, text.length()));
    }

    private int skippedBlanks(int from) {
        int index = from;
        while (index < text.length() && isBlank(text.charAt(index))) {
            index++;
        }
        return index;
    }

    private boolean isSign(int index) {
        return text.charAt(index) == '-' || text.charAt(index) == '+';
    }

    /** Returns where a whole number with or without a sign ends; {@code from} if there is none. */
    private int endOfNumber(int from, int limit) {
        int digits = from < limit && isSign(from) ? from + 1 : from;
        int end = digits;
        while (end < limit && isDigit(end)) {
            end++;
        }
        return end == digits ? from : end;
    }

    /** Returns the whole number between two places, 0 if nothing is there. */
    private int parse(int from, int end, DateElement.Pattern pattern) {
        long value = 0;
        for (int i = from < end && isSign(from) ? from + 1 : from; i < end; i++) {
            value = value * 10 + text.charAt(i) - '0';
            if (value > 1L << 31) {
                throw outOfRange(pattern);
            }
        }
        return checkRange(from < end && text.charAt(from) == '-' ? -value : value, pattern);
    }

    private int checkRange(long value, DateElement.Pattern pattern) {
        if (value != (int) value) {
            throw outOfRange(pattern);
        }
        return (int) value;
    }

    private static SlipherException outOfRange(DateElement.Pattern pattern) {
        return new SlipherException(
                        SqlState.DATETIME_FIELD_OVERFLOW,
                        "value for \"%s\" in source string is out of range".formatted(pattern.spelling()))
                .withDetail("Value must be in the range %d to %d.".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    private static SlipherException invalid(String value, DateElement.Pattern pattern) {
        return new SlipherException(
                SqlState.INVALID_DATETIME_FORMAT,
                "invalid value \"%s\" for \"%s\"".formatted(value, pattern.spelling()));
    }
}
