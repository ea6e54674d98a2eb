package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.IntervalText;
import dev.slipher.storage.type.ZoneTime;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Functions of dates and times. EXTRACT(part FROM x) is {@code extract('part', x)}. */
final class DateFunctions {
    private DateFunctions() {}

    @ScalarFunction(
            name = "extract",
            arguments = {TypeFamily.TEXT, TypeFamily.DATE},
            result = TypeFamily.BIGINT)
    static long extract(Text part, int day, CallState state) {
        if (DateMath.isInfinite(day)) {
            state.setNull();
            return 0;
        }
        return state.prepared(part, DatePart::parse).ofDay(day);
    }

    @ScalarFunction(
            name = "extract",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMP},
            result = TypeFamily.BIGINT)
    static long extract(Text part, long micros, CallState state) {
        if (ZoneTime.isInfinite(micros)) {
            state.setNull();
            return 0;
        }
        return state.prepared(part, DatePart::parse).ofMicros(micros);
    }

    @ScalarFunction(
            name = "extract",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.BIGINT,
            volatility = Volatility.STABLE)
    static long extractWithZone(Text part, long micros, CallState state) {
        var datePart = state.prepared(part, DatePart::parse);
        if (datePart.isOfZone()) {
            return ofZone(datePart, micros, state);
        }
        return extract(part, datePart == DatePart.EPOCH ? micros : local(micros, state), state);
    }

    private static long ofZone(DatePart part, long micros, CallState state) {
        if (ZoneTime.isInfinite(micros)) {
            state.setNull();
            return 0;
        }
        return part.ofZone((local(micros, state) - micros) / ZoneTime.MICROS_PER_SECOND);
    }

    @ScalarFunction(
            name = "extract",
            arguments = {TypeFamily.TEXT, TypeFamily.TIME},
            result = TypeFamily.BIGINT)
    static long extractOfTime(Text part, long micros, CallState state) {
        return state.prepared(part, DatePart::parse).ofTime(micros);
    }

    @ScalarFunction(
            name = "extract",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMETZ},
            result = TypeFamily.BIGINT)
    static long extractOfTimeTz(Text part, Int128 time, CallState state) {
        var datePart = state.prepared(part, DatePart::parse);
        return datePart.isOfZone()
                ? datePart.ofZone(-time.high())
                : datePart == DatePart.EPOCH
                        ? (time.low() + time.high() * ZoneTime.MICROS_PER_SECOND) / ZoneTime.MICROS_PER_SECOND
                        : datePart.ofTime(time.low());
    }

    @ScalarFunction(
            name = "extract",
            arguments = {TypeFamily.TEXT, TypeFamily.INTERVAL},
            result = TypeFamily.BIGINT)
    static long extractOfInterval(Text part, Int128 interval, CallState state) {
        return (long) partOfInterval(part, interval, state);
    }

    @ScalarFunction(
            name = {"date_part", "pgdate_part"},
            arguments = {TypeFamily.TEXT, TypeFamily.DATE},
            result = TypeFamily.DOUBLE)
    static double datePart(Text part, int day, CallState state) {
        return extract(part, day, state);
    }

    @ScalarFunction(
            name = {"date_part", "pgdate_part"},
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMP},
            result = TypeFamily.DOUBLE)
    static double datePart(Text part, long micros, CallState state) {
        if (ZoneTime.isInfinite(micros)) {
            state.setNull();
            return 0;
        }
        return state.prepared(part, DatePart::parse).exactOfMicros(micros);
    }

    @ScalarFunction(
            name = {"date_part", "pgdate_part"},
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.DOUBLE,
            volatility = Volatility.STABLE)
    static double datePartWithZone(Text part, long micros, CallState state) {
        var datePart = state.prepared(part, DatePart::parse);
        if (datePart.isOfZone()) {
            return ofZone(datePart, micros, state);
        }
        return datePart(part, datePart == DatePart.EPOCH ? micros : local(micros, state), state);
    }

    @ScalarFunction(
            name = "date_part",
            arguments = {TypeFamily.TEXT, TypeFamily.TIME},
            result = TypeFamily.DOUBLE)
    static double datePartOfTime(Text part, long micros, CallState state) {
        var datePart = state.prepared(part, DatePart::parse);
        return datePart == DatePart.SECOND ? micros % 60_000_000 / 1e6 : datePart.ofTime(micros);
    }

    @ScalarFunction(
            name = "date_part",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMETZ},
            result = TypeFamily.DOUBLE)
    static double datePartOfTimeTz(Text part, Int128 time, CallState state) {
        var datePart = state.prepared(part, DatePart::parse);
        return datePart.isOfZone() || datePart == DatePart.EPOCH
                ? extractOfTimeTz(part, time, state)
                : datePartOfTime(part, time.low(), state);
    }

    @ScalarFunction(
            name = "date_part",
            arguments = {TypeFamily.TEXT, TypeFamily.INTERVAL},
            result = TypeFamily.DOUBLE)
    static double datePartOfInterval(Text part, Int128 interval, CallState state) {
        return partOfInterval(part, interval, state);
    }

    private static double wholes(long value, long unit) {
        long count = value / unit;
        return count;
    }

    private static double partOfInterval(Text part, Int128 interval, CallState state) {
        int months = Interval.months(interval.high());
        int days = Interval.days(interval.high());
        long micros = interval.low();
        var datePart = state.prepared(part, DatePart::parse);
        return switch (datePart) {
            case MICROSECOND -> micros % 60_000_000;
            case MILLISECOND -> micros % 60_000_000 / 1e3;
            case SECOND -> micros % 60_000_000 / 1e6;
            case MINUTE -> micros / 60_000_000 % 60;
            case HOUR -> wholes(micros, 3_600_000_000L);
            case DAY -> days;
            case MONTH -> months % 12;
            case QUARTER -> months % 12 / 3 + 1;
            case YEAR -> wholes(months, 12);
            case DECADE -> wholes(months, 120);
            case CENTURY -> wholes(months, 1_200);
            case MILLENNIUM -> wholes(months, 12_000);
            // A year counts as 365.25 days here, as in PostgreSQL.
            case EPOCH ->
                wholes(months, 12) * 31_557_600.0 + months % 12 * 2_592_000.0 + days * 86_400.0 + micros / 1e6;
            default -> throw datePart.unsupported("interval");
        };
    }

    @ScalarFunction(name = "date_part_year", arguments = TypeFamily.DATE, result = TypeFamily.INTEGER)
    static int datePartYear(int day, CallState state) {
        if (DateMath.isInfinite(day)) {
            state.setNull();
            return 0;
        }
        return (int) DatePart.YEAR.ofDay(day);
    }

    @ScalarFunction(
            name = "date_trunc",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMP},
            result = TypeFamily.TIMESTAMP)
    static long dateTrunc(Text part, long micros, CallState state) {
        return state.prepared(part, DatePart::parse).truncate(micros);
    }

    @ScalarFunction(
            name = "date_trunc",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long dateTruncWithZone(Text part, long micros, CallState state) {
        long local = state.prepared(part, DatePart::parse).truncate(local(micros, state));
        return ZoneTime.toUtc(local, state.context().time().zone());
    }

    @ScalarFunction(
            name = {"dateadd", "date_add"},
            arguments = {TypeFamily.TEXT, TypeFamily.BIGINT, TypeFamily.TIMESTAMP},
            result = TypeFamily.TIMESTAMP,
            preferred = true)
    static long dateadd(Text part, long count, long micros, CallState state) {
        return state.prepared(part, DatePart::parse).add(micros, count);
    }

    @ScalarFunction(
            name = {"dateadd", "date_add"},
            arguments = {TypeFamily.TEXT, TypeFamily.BIGINT, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long dateaddWithZone(Text part, long count, long micros, CallState state) {
        var datePart = state.prepared(part, DatePart::parse);
        if (datePart.compareTo(DatePart.DAY) < 0) {
            return datePart.add(micros, count);
        }
        long local = datePart.add(local(micros, state), count);
        return ZoneTime.toUtc(local, state.context().time().zone());
    }

    @ScalarFunction(
            name = {"dateadd", "date_add"},
            arguments = {TypeFamily.TEXT, TypeFamily.BIGINT, TypeFamily.TIME},
            result = TypeFamily.TIME)
    static long dateaddOfTime(Text part, long count, long micros, CallState state) {
        var datePart = state.prepared(part, DatePart::parse);
        if (datePart.compareTo(DatePart.DAY) >= 0) {
            throw datePart.unsupported("time");
        }
        return Math.floorMod(datePart.add(micros, count), ZoneTime.MICROS_PER_DAY);
    }

    @ScalarFunction(
            name = {"datediff", "date_diff"},
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP},
            result = TypeFamily.BIGINT)
    static long datediff(Text part, long from, long to, CallState state) {
        if (ZoneTime.isInfinite(from) || ZoneTime.isInfinite(to)) {
            throw DateMath.timestampOutOfRange();
        }
        return state.prepared(part, DatePart::parse).difference(from, to);
    }

    @ScalarFunction(
            name = {"datediff", "date_diff"},
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMPTZ, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.BIGINT,
            volatility = Volatility.STABLE)
    static long datediffWithZone(Text part, long from, long to, CallState state) {
        return datediff(part, local(from, state), local(to, state), state);
    }

    @ScalarFunction(
            name = {"datediff", "date_diff"},
            arguments = {TypeFamily.TEXT, TypeFamily.TIME, TypeFamily.TIME},
            result = TypeFamily.BIGINT)
    static long datediffOfTime(Text part, long from, long to, CallState state) {
        return state.prepared(part, DatePart::parse).difference(from, to);
    }

    @ScalarFunction(
            name = "add_months",
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.BIGINT},
            result = TypeFamily.TIMESTAMP)
    static long addMonths(long micros, long months) {
        if (ZoneTime.isInfinite(micros)) {
            return micros;
        }
        long day = Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
        long moved = DatePart.MONTH.add(micros, months);
        // The last day of a month goes to the last day of the other.
        return isLastDay(day) ? lastDay(moved) : moved;
    }

    private static boolean isLastDay(long day) {
        return CivilDate.dayOfMonth(CivilDate.fields(day + 1)) == 1;
    }

    private static long lastDay(long micros) {
        long day = Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
        long fields = CivilDate.fields(day);
        int length = CivilDate.monthLength(CivilDate.year(fields), CivilDate.month(fields));
        return micros + (length - CivilDate.dayOfMonth(fields)) * ZoneTime.MICROS_PER_DAY;
    }

    @ScalarFunction(name = "last_day", arguments = TypeFamily.TIMESTAMP, result = TypeFamily.DATE)
    static int lastDayOfMonth(long micros) {
        return ZoneTime.isInfinite(micros) ? DateMath.date(micros) : DateMath.date(lastDay(micros));
    }

    @ScalarFunction(
            name = "next_day",
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.TEXT},
            result = TypeFamily.DATE)
    static int nextDay(long micros, Text name, CallState state) {
        int wanted = state.prepared(name, DateFunctions::weekday);
        int day = DateMath.date(micros);
        if (DateMath.isInfinite(day)) {
            return day;
        }
        int distance = Math.floorMod(wanted - CivilDate.dayOfWeek(day), 7);
        return DateMath.addDays(day, distance == 0 ? 7 : distance);
    }

    private static int weekday(String name) {
        var wanted = name.strip().toLowerCase(Locale.ROOT);
        String[] days = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
        for (int i = 0; i < days.length; i++) {
            if (wanted.length() >= 2 && days[i].startsWith(wanted) && !wanted.isEmpty()) {
                return i;
            }
        }
        throw new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "\"%s\" is not a day of the week".formatted(name));
    }

    @ScalarFunction(
            name = "months_between",
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP},
            result = TypeFamily.DOUBLE)
    static double monthsBetween(long left, long right) {
        long leftDay = Math.floorDiv(left, ZoneTime.MICROS_PER_DAY);
        long rightDay = Math.floorDiv(right, ZoneTime.MICROS_PER_DAY);
        double months = DatePart.MONTH.difference(right, left);
        int leftOfMonth = CivilDate.dayOfMonth(CivilDate.fields(leftDay));
        int rightOfMonth = CivilDate.dayOfMonth(CivilDate.fields(rightDay));
        if (leftOfMonth == rightOfMonth || isLastDay(leftDay) && isLastDay(rightDay)) {
            return months;
        }
        double leftFraction = Math.floorMod(left, ZoneTime.MICROS_PER_DAY) / (double) ZoneTime.MICROS_PER_DAY;
        double rightFraction = Math.floorMod(right, ZoneTime.MICROS_PER_DAY) / (double) ZoneTime.MICROS_PER_DAY;
        return months + (leftOfMonth + leftFraction - rightOfMonth - rightFraction) / 31;
    }

    @ScalarFunction(name = "trunc", arguments = TypeFamily.TIMESTAMP, result = TypeFamily.DATE)
    static int trunc(long micros) {
        return DateMath.date(micros);
    }

    @ScalarFunction(
            name = "date_cmp",
            arguments = {TypeFamily.DATE, TypeFamily.DATE},
            result = TypeFamily.INTEGER)
    static int dateCmp(int left, int right) {
        return Integer.compare(left, right);
    }

    @ScalarFunction(
            name = "timestamp_cmp",
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP},
            result = TypeFamily.INTEGER)
    static int timestampCmp(long left, long right) {
        return Long.compare(left, right);
    }

    @ScalarFunction(
            name = "interval_cmp",
            arguments = {TypeFamily.INTERVAL, TypeFamily.INTERVAL},
            result = TypeFamily.INTEGER)
    static int intervalCmp(Int128 left, Int128 right) {
        return Interval.compare(left.high(), left.low(), right.high(), right.low());
    }

    @ScalarFunction(
            name = "timezone",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.TIMESTAMP)
    static long atTimeZone(Text zone, long micros, CallState state) {
        return ZoneTime.toLocal(micros, state.prepared(zone, ZoneTime::parse));
    }

    @ScalarFunction(
            name = "timezone",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMP},
            result = TypeFamily.TIMESTAMPTZ)
    static long ofTimeZone(Text zone, long micros, CallState state) {
        return ZoneTime.toUtc(micros, state.prepared(zone, ZoneTime::parse));
    }

    @ScalarFunction(
            name = "timezone",
            arguments = {TypeFamily.INTERVAL, TypeFamily.TIMESTAMPTZ},
            result = TypeFamily.TIMESTAMP)
    static long atOffset(Int128 east, long micros) {
        return DateMath.add(micros, 0, 0, offsetMicros(east));
    }

    @ScalarFunction(
            name = "timezone",
            arguments = {TypeFamily.INTERVAL, TypeFamily.TIMESTAMP},
            result = TypeFamily.TIMESTAMPTZ)
    static long ofOffset(Int128 east, long micros) {
        return DateMath.add(micros, 0, 0, -offsetMicros(east));
    }

    /** An interval says how far east a zone is, where a text counts westwards. */
    private static long offsetMicros(Int128 east) {
        if (east.high() != 0) {
            var text = new ByteSink(64);
            IntervalText.format(east.high(), east.low(), text);
            throw new SlipherException(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "interval time zone \"%s\" must not include months or days"
                            .formatted(new String(text.toByteArray(), StandardCharsets.US_ASCII)));
        }
        return east.low() - east.low() % ZoneTime.MICROS_PER_SECOND;
    }

    @ScalarFunction(
            name = "convert_timezone",
            arguments = {TypeFamily.TEXT, TypeFamily.TIMESTAMP},
            result = TypeFamily.TIMESTAMP)
    static long convertTimezone(Text target, long micros, CallState state) {
        return ZoneTime.toLocal(micros, state.prepared(target, ZoneTime::parse));
    }

    @ScalarFunction(
            name = "convert_timezone",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TIMESTAMP},
            result = TypeFamily.TIMESTAMP)
    static long convertTimezone(Text source, Text target, long micros, CallState state) {
        long utc = ZoneTime.toUtc(micros, ZoneTime.parse(source.toString()));
        return ZoneTime.toLocal(utc, state.prepared(target, ZoneTime::parse));
    }

    @ScalarFunction(
            name = {"now", "transaction_timestamp", "current_timestamp"},
            result = TypeFamily.TIMESTAMPTZ,
            volatility = Volatility.STABLE)
    static long now(CallState state) {
        return state.context().transactionMicros();
    }

    @ScalarFunction(name = "statement_timestamp", result = TypeFamily.TIMESTAMPTZ, volatility = Volatility.STABLE)
    static long statementTimestamp(CallState state) {
        return state.context().time().statementMicros();
    }

    @ScalarFunction(
            name = {"getdate", "sysdate", "localtimestamp"},
            result = TypeFamily.TIMESTAMP,
            volatility = Volatility.STABLE)
    static long getdate(CallState state) {
        return local(state.context().time().statementMicros(), state);
    }

    @ScalarFunction(name = "current_date", result = TypeFamily.DATE, volatility = Volatility.STABLE)
    static int currentDate(CallState state) {
        return DateMath.date(getdate(state));
    }

    @ScalarFunction(
            name = {"current_time", "localtime"},
            result = TypeFamily.TIME,
            volatility = Volatility.STABLE)
    static long currentTime(CallState state) {
        return Math.floorMod(getdate(state), ZoneTime.MICROS_PER_DAY);
    }

    private static long local(long micros, CallState state) {
        return ZoneTime.toLocal(micros, state.context().time().zone());
    }

    @ScalarFunction(
            name = "make_date",
            arguments = {TypeFamily.INTEGER, TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.DATE)
    static int makeDate(int year, int month, int day) {
        // PostgreSQL's year -1 is 1 BC, and it has no year 0.
        int prolepticYear = year < 0 ? year + 1 : year;
        if (year == 0 || month < 1 || month > 12 || day < 1 || day > CivilDate.monthLength(prolepticYear, month)) {
            throw new SlipherException(
                    SqlState.DATETIME_FIELD_OVERFLOW,
                    "date field value out of range: %d-%02d-%02d".formatted(year, month, day));
        }
        return DateMath.checkDay(CivilDate.toDay(prolepticYear, month, day));
    }

    /** Returns the years, months, days and time from {@code start} to {@code end}, the days of a month as long as it was. */
    @ScalarFunction(
            name = "age",
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP},
            result = TypeFamily.INTERVAL)
    static void age(long end, long start, Int128 out) {
        if (ZoneTime.isInfinite(end) || ZoneTime.isInfinite(start)) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite timestamps");
        }
        boolean negative = end < start;
        long later = Math.max(start, end);
        long earlier = Math.min(start, end);
        long laterDay = Math.floorDiv(later, ZoneTime.MICROS_PER_DAY);
        long earlierDay = Math.floorDiv(earlier, ZoneTime.MICROS_PER_DAY);
        long micros = Math.floorMod(later, ZoneTime.MICROS_PER_DAY) - Math.floorMod(earlier, ZoneTime.MICROS_PER_DAY);
        long laterFields = CivilDate.fields(laterDay);
        long earlierFields = CivilDate.fields(earlierDay);
        int days = CivilDate.dayOfMonth(laterFields) - CivilDate.dayOfMonth(earlierFields);
        long months = 12L * (CivilDate.year(laterFields) - CivilDate.year(earlierFields))
                + CivilDate.month(laterFields)
                - CivilDate.month(earlierFields);
        if (micros < 0) {
            micros += ZoneTime.MICROS_PER_DAY;
            days--;
        }
        if (days < 0) {
            days += CivilDate.monthLength(CivilDate.year(earlierFields), CivilDate.month(earlierFields));
            months--;
        }
        long sign = negative ? -1 : 1;
        DateMath.setInterval(sign * months, sign * days, sign * micros, out);
    }

    /** Returns the age at the beginning of today. */
    @ScalarFunction(
            name = "age",
            arguments = TypeFamily.TIMESTAMP,
            result = TypeFamily.INTERVAL,
            volatility = Volatility.STABLE)
    static void ageToday(long start, CallState state, Int128 out) {
        age(DateMath.timestamp(currentDate(state)), start, out);
    }

    @ScalarFunction(name = "justify_days", arguments = TypeFamily.INTERVAL, result = TypeFamily.INTERVAL)
    static void justifyDays(Int128 interval, Int128 out) {
        long days = Interval.days(interval.high());
        DateMath.setInterval(Interval.months(interval.high()) + days / 30, days % 30, interval.low(), out);
    }

    @ScalarFunction(name = "justify_hours", arguments = TypeFamily.INTERVAL, result = TypeFamily.INTERVAL)
    static void justifyHours(Int128 interval, Int128 out) {
        long days = Interval.days(interval.high()) + interval.low() / ZoneTime.MICROS_PER_DAY;
        DateMath.setInterval(Interval.months(interval.high()), days, interval.low() % ZoneTime.MICROS_PER_DAY, out);
    }

    /** The length that comparisons see, in microseconds; planning puts it in the place of keys. */
    @ScalarFunction(name = "comparison_key", arguments = TypeFamily.INTERVAL, result = TypeFamily.DECIMAL)
    static void comparisonKey(Int128 interval, Int128 out) {
        Interval.length(interval.high(), interval.low(), out);
    }

    /** What orders as times with zones do: the moment, then the zone. */
    @ScalarFunction(name = "comparison_key", arguments = TypeFamily.TIMETZ, result = TypeFamily.DECIMAL)
    static void comparisonKeyOfTime(Int128 time, Int128 out) {
        out.set(time.low() + time.high() * ZoneTime.MICROS_PER_SECOND);
        out.multiply(0, ZoneTime.MICROS_PER_DAY);
        out.add(time.high() >> 63, time.high());
    }

    /** The one form that all equal intervals have: no months, and less than a day of microseconds. */
    @ScalarFunction(name = "canonical_interval", arguments = TypeFamily.INTERVAL, result = TypeFamily.INTERVAL)
    static void canonicalInterval(Int128 interval, Int128 out) {
        long days = Interval.months(interval.high()) * 30L
                + Interval.days(interval.high())
                + Math.floorDiv(interval.low(), ZoneTime.MICROS_PER_DAY);
        out.set(Interval.pack(0, (int) days), Math.floorMod(interval.low(), ZoneTime.MICROS_PER_DAY));
    }

    @ScalarFunction(name = "interval_months", arguments = TypeFamily.INTERVAL, result = TypeFamily.BIGINT)
    static long intervalMonths(Int128 interval) {
        return Interval.months(interval.high());
    }

    @ScalarFunction(name = "interval_days", arguments = TypeFamily.INTERVAL, result = TypeFamily.BIGINT)
    static long intervalDays(Int128 interval) {
        return Interval.days(interval.high());
    }

    @ScalarFunction(name = "interval_microseconds", arguments = TypeFamily.INTERVAL, result = TypeFamily.BIGINT)
    static long intervalMicroseconds(Int128 interval) {
        return interval.low();
    }

    /** Puts an interval together from its months, days and microseconds. */
    @ScalarFunction(
            name = "interval_of",
            arguments = {TypeFamily.BIGINT, TypeFamily.BIGINT, TypeFamily.BIGINT},
            result = TypeFamily.INTERVAL)
    static void intervalOf(long months, long days, long microseconds, Int128 out) {
        DateMath.setInterval(months, days, microseconds, out);
    }
}
