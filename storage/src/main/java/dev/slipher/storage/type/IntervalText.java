package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
            int start = at;
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
                skipSpaces();
                int unitStart = at;
                while (isLetter(charAt(at))) {
                    at++;
                }
                var unit = text.substring(unitStart, at);
                if (unit.equals("ago")) {
                    at = unitStart;
                    unit = "";
                }
                if (unit.isEmpty() && clockFollows()) {
                    unit = "day";
                }
                add(negative ? number.negate() : number, unit, start);
            }
        }

        /** In {@code 3 4:05:06} the first number counts days. */
        private boolean clockFollows() {
            int index = at;
            if ("+-".indexOf(charAt(index)) > 0) {
                index++;
            }
            int digits = index;
            while (isDigit(charAt(index))) {
                index++;
            }
            return index > digits && charAt(index) == ':';
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
                var unit = switch (text.charAt(at++)) {
                    case 'y' -> "year";
                    case 'm' -> time ? "minute" : "month";
                    case 'w' -> "week";
                    case 'd' -> "day";
                    case 'h' -> "hour";
                    case 's' -> "second";
                    default -> throw invalid();
                };
                add(number, unit, start);
            }
        }

        private void add(BigDecimal number, String unit, int start) {
            switch (unit) {
                case "", "s", "sec", "secs", "second", "seconds" -> addMicros(number, 1_000_000);
                case "us",
                        "usec",
                        "usecs",
                        "usecond",
                        "useconds",
                        "microsecond",
                        "microseconds",
                        "microsec",
                        "microsecs" -> addMicros(number, 1);
                case "ms", "msec", "msecs", "msecond", "mseconds", "millisecond", "milliseconds" ->
                    addMicros(number, 1_000);
                case "m", "min", "mins", "minute", "minutes" -> addMicros(number, 60_000_000);
                case "h", "hr", "hrs", "hour", "hours" -> addMicros(number, 3_600_000_000L);
                case "d", "day", "days" -> addDays(number);
                case "w", "week", "weeks" -> addDays(number.multiply(BigDecimal.valueOf(7)));
                case "mon", "mons", "month", "months" -> addMonths(number);
                case "qtr", "qtrs", "quarter", "quarters" -> addMonths(number.multiply(BigDecimal.valueOf(3)));
                case "y", "yr", "yrs", "year", "years" -> addYears(number, 1);
                case "dec", "decs", "decade", "decades" -> addYears(number, 10);
                case "c", "cent", "century", "centuries" -> addYears(number, 100);
                case "mil", "mils", "millennium", "millennia" -> addYears(number, 1_000);
                default -> {
                    at = start;
                    throw invalid();
                }
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
