package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Intervals as text: PostgreSQL's verbose, SQL standard and ISO 8601 spellings on input, its {@code postgres} style on
 * output.
 */
public final class IntervalText {
    private IntervalText() {}

    /** Sets {@code result} to the interval in {@code bytes[from..to-1]}; bare numbers count seconds. */
    public static void parse(byte[] bytes, int from, int to, Int128 result) {
        new Parser(bytes, from, to).parse(result);
    }

    /** Appends the interval, as in {@code 1 year 2 mons -3 days +04:05:06.7}. */
    public static void format(long high, long micros, ByteSink out) {
        int months = Interval.months(high);
        int days = Interval.days(high);
        int start = out.length();
        boolean negative = false;
        negative = appendPart(months / 12, "year", negative, start, out);
        negative = appendPart(months % 12, "mon", negative, start, out);
        negative = appendPart(days, "day", negative, start, out);
        if (micros == 0 && out.length() > start) {
            return;
        }
        if (out.length() > start) {
            out.append(' ');
        }
        if (micros < 0) {
            out.append('-');
        } else if (negative) {
            out.append('+');
        }
        // The magnitude of the least long is right as an unsigned number.
        long magnitude = Math.abs(micros);
        long seconds = Long.divideUnsigned(magnitude, ZoneTime.MICROS_PER_SECOND);
        out.appendPadded(seconds / 3_600, 2);
        out.append(':');
        out.appendPadded(seconds / 60 % 60, 2);
        out.append(':');
        out.appendPadded(seconds % 60, 2);
        DateTimeText.appendFraction(Long.remainderUnsigned(magnitude, ZoneTime.MICROS_PER_SECOND), out);
    }

    /** Appends one part unless it is zero, and returns whether the last written part is negative. */
    private static boolean appendPart(int value, String unit, boolean negative, int start, ByteSink out) {
        if (value == 0) {
            return negative;
        }
        if (out.length() > start) {
            out.append(' ');
        }
        if (value > 0 && negative) {
            out.append('+');
        }
        out.appendLong(value);
        out.append(' ');
        out.appendAscii(unit);
        if (value != 1) {
            out.append('s');
        }
        return value < 0;
    }

    /** What a number counts, each field at most once in a text. */
    private enum Field {
        MICROSECOND(
                "us", "usec", "usecs", "usecond", "useconds", "microsecond", "microseconds", "microsec", "microsecs"),
        MILLISECOND("ms", "msec", "msecs", "msecond", "mseconds", "millisecond", "milliseconds"),
        SECOND("s", "sec", "secs", "second", "seconds"),
        MINUTE("m", "min", "mins", "minute", "minutes"),
        HOUR("h", "hr", "hrs", "hour", "hours"),
        DAY("d", "day", "days"),
        WEEK("w", "week", "weeks"),
        MONTH("mon", "mons", "month", "months"),
        QUARTER("qtr", "qtrs", "quarter", "quarters"),
        YEAR("y", "yr", "yrs", "year", "years"),
        DECADE("dec", "decs", "decade", "decades"),
        CENTURY("c", "cent", "century", "centuries"),
        MILLENNIUM("mil", "mils", "millennium", "millennia");

        private static final Map<String, Field> BY_UNIT = byUnit();

        private final List<String> units;

        Field(String... units) {
            this.units = List.of(units);
        }

        private static Map<String, Field> byUnit() {
            var map = new HashMap<String, Field>();
            for (var field : values()) {
                field.units.forEach(unit -> map.put(unit, field));
            }
            return map;
        }

        static @Nullable Field find(String unit) {
            return BY_UNIT.get(unit);
        }
    }

    private static final class Parser {
        private static final BigDecimal MICROS_PER_DAY = BigDecimal.valueOf(ZoneTime.MICROS_PER_DAY);

        private final byte[] bytes;
        private final int from;
        private final int to;
        private final String text;
        private int at;
        private long months;
        private long days;
        private BigDecimal micros = BigDecimal.ZERO;
        private int parts;
        private final Set<Field> seen = EnumSet.noneOf(Field.class);

        Parser(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
            this.text = new String(bytes, from, to - from, StandardCharsets.UTF_8)
                    .strip()
                    .toLowerCase(Locale.ROOT);
        }

        void parse(Int128 result) {
            try {
                if (text.startsWith("p") && text.length() > 1) {
                    parseIso();
                } else {
                    parseWords();
                }
                long wholeMicros = micros.setScale(0, RoundingMode.HALF_UP).longValueExact();
                result.set(Interval.pack(Math.toIntExact(months), Math.toIntExact(days)), wholeMicros);
            } catch (ArithmeticException _) {
                throw new SlipherException(
                        SqlState.DATETIME_FIELD_OVERFLOW,
                        "interval field value out of range: \"%s\"".formatted(TextSyntax.text(bytes, from, to)));
            }
            if (parts == 0) {
                throw invalid();
            }
        }

        private void parseWords() {
            boolean ago = false;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (Character.isWhitespace(c) || c == ',' || c == '@') {
                    at++;
                } else if (text.startsWith("ago", at) && at + 3 == text.length()) {
                    ago = true;
                    at += 3;
                } else {
                    readPart();
                }
            }
            if (ago) {
                months = -months;
                days = -days;
                micros = micros.negate();
            }
        }

        private void readPart() {
            boolean negative = charAt(at) == '-';
            if (negative || charAt(at) == '+') {
                at++;
            }
            int numberStart = at;
            skipNumber();
            if (at == numberStart) {
                throw invalid();
            }
            parts++;
            if (charAt(at) == ':') {
                at = numberStart;
                readClock(negative);
            } else if (charAt(at) == '-' && isDigit(charAt(at + 1))) {
                readYearsAndMonths(numberStart, negative);
            } else {
                var number = number(text.substring(numberStart, at));
                var field = fieldOfNumber();
                claim(field);
                if (field == Field.SECOND && number.stripTrailingZeros().scale() > 0) {
                    claim(Field.MILLISECOND);
                    claim(Field.MICROSECOND);
                }
                add(negative ? number.negate() : number, field);
            }
        }

        /**
         * Reads what a number counts. The last number counts seconds without a unit; one before hours or a clock counts
         * days, as in {@code 3 4:05:06}; and none else goes without.
         */
        private Field fieldOfNumber() {
            skipSpaces();
            var unit = unitAt(at);
            if (!unit.isEmpty()) {
                at += unit.length();
                var named = Field.find(unit);
                if (named == null) {
                    throw invalid();
                }
                return named;
            }
            if (hoursFollow()) {
                return Field.DAY;
            }
            if (text.chars().skip(at).anyMatch(c -> isDigit((char) c))) {
                throw invalid();
            }
            return Field.SECOND;
        }

        private boolean hoursFollow() {
            int index = at;
            if (charAt(index) == '+' || charAt(index) == '-') {
                index++;
            }
            int digits = index;
            while (isDigit(charAt(index)) || charAt(index) == '.') {
                index++;
            }
            if (index == digits) {
                return false;
            }
            int end = index;
            while (charAt(index) == ' ') {
                index++;
            }
            return charAt(end) == ':' || Field.find(unitAt(index)) == Field.HOUR;
        }

        private String unitAt(int start) {
            int end = start;
            while (isLetter(charAt(end))) {
                end++;
            }
            return text.substring(start, end);
        }

        private void claim(Field field) {
            if (!seen.add(field)) {
                throw invalid();
            }
        }

        private void readClock(boolean negative) {
            var fields = new BigDecimal[3];
            int count = 0;
            do {
                if (count > 0) {
                    at++;
                }
                int start = at;
                skipNumber();
                if (count == 3 || start == at) {
                    throw invalid();
                }
                fields[count++] = number(text.substring(start, at));
            } while (charAt(at) == ':');
            for (var field : EnumSet.range(Field.MICROSECOND, Field.HOUR)) {
                claim(field);
            }
            boolean minutesAndSeconds = count == 2 && fields[1].scale() > 0;
            var hours = minutesAndSeconds ? BigDecimal.ZERO : fields[0];
            var minutes = minutesAndSeconds ? fields[0] : fields[1];
            var seconds = minutesAndSeconds ? fields[1] : count == 3 ? fields[2] : BigDecimal.ZERO;
            if (minutes.compareTo(BigDecimal.valueOf(60)) >= 0 || seconds.compareTo(BigDecimal.valueOf(60)) > 0) {
                throw new ArithmeticException();
            }
            var sum = hours.multiply(BigDecimal.valueOf(3_600))
                    .add(minutes.multiply(BigDecimal.valueOf(60)))
                    .add(seconds)
                    .movePointRight(6);
            micros = negative ? micros.subtract(sum) : micros.add(sum);
        }

        private void readYearsAndMonths(int start, boolean negative) {
            claim(Field.MONTH);
            long years = Long.parseLong(text.substring(start, at));
            int monthStart = ++at;
            while (isDigit(charAt(at))) {
                at++;
            }
            long total = Math.addExact(Math.multiplyExact(years, 12L), Long.parseLong(text.substring(monthStart, at)));
            months = Math.addExact(months, negative ? -total : total);
        }

        private void parseIso() {
            at = 1;
            boolean time = false;
            while (at < text.length()) {
                if (charAt(at) == 't') {
                    time = true;
                    at++;
                    continue;
                }
                int start = at;
                if ("+-".indexOf(charAt(at)) >= 0) {
                    at++;
                }
                skipNumber();
                if (start == at || at >= text.length()) {
                    throw invalid();
                }
                var number = number(text.substring(start, at));
                parts++;
                var field = switch (text.charAt(at++)) {
                    case 'y' -> Field.YEAR;
                    case 'm' -> time ? Field.MINUTE : Field.MONTH;
                    case 'w' -> Field.WEEK;
                    case 'd' -> Field.DAY;
                    case 'h' -> Field.HOUR;
                    case 's' -> Field.SECOND;
                    default -> throw invalid();
                };
                add(number, field);
            }
        }

        private void add(BigDecimal number, Field field) {
            switch (field) {
                case MICROSECOND -> addMicros(number, 1);
                case MILLISECOND -> addMicros(number, 1_000);
                case SECOND -> addMicros(number, 1_000_000);
                case MINUTE -> addMicros(number, 60_000_000);
                case HOUR -> addMicros(number, 3_600_000_000L);
                case DAY -> addDays(number);
                case WEEK -> addDays(number.multiply(BigDecimal.valueOf(7)));
                case MONTH -> addMonths(number);
                case QUARTER -> addMonths(number.multiply(BigDecimal.valueOf(3)));
                case YEAR -> addYears(number, 1);
                case DECADE -> addYears(number, 10);
                case CENTURY -> addYears(number, 100);
                case MILLENNIUM -> addYears(number, 1_000);
            }
        }

        private void addMicros(BigDecimal number, long unit) {
            micros = micros.add(number.multiply(BigDecimal.valueOf(unit)));
        }

        private void addDays(BigDecimal number) {
            var whole = number.setScale(0, RoundingMode.DOWN);
            days = Math.addExact(days, whole.longValueExact());
            micros = micros.add(number.subtract(whole).multiply(MICROS_PER_DAY));
        }

        private void addMonths(BigDecimal number) {
            var whole = number.setScale(0, RoundingMode.DOWN);
            months = Math.addExact(months, whole.longValueExact());
            addDays(number.subtract(whole).multiply(BigDecimal.valueOf(30)));
        }

        /** A fraction of a year is rounded to months. */
        private void addYears(BigDecimal number, int unit) {
            var total = number.multiply(BigDecimal.valueOf(12L * unit)).setScale(0, RoundingMode.HALF_UP);
            months = Math.addExact(months, total.longValueExact());
        }

        private BigDecimal number(String digits) {
            if (digits.equals(".") || digits.length() > 40) {
                throw invalid();
            }
            try {
                return new BigDecimal(digits);
            } catch (NumberFormatException _) {
                throw invalid();
            }
        }

        private void skipNumber() {
            while (isDigit(charAt(at)) || charAt(at) == '.') {
                at++;
            }
        }

        private void skipSpaces() {
            while (charAt(at) == ' ') {
                at++;
            }
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

        private SlipherException invalid() {
            return TextSyntax.invalidDate("interval", bytes, from, to);
        }
    }
}
