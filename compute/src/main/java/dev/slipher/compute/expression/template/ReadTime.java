package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.CivilDate;
import dev.slipher.storage.type.ZoneTime;
import java.time.ZoneId;
import java.util.OptionalInt;

/**
 * A time read by a template.
 *
 * @param day days since 2000-01-01, perhaps farther off than a date or timestamp may be
 * @param timeOfDay µs since midnight
 * @param offsetSeconds the offset from UTC that the text had, positive to the east
 * @param fractionDigits how many digits of a second's fraction the template has room for
 */
public record ReadTime(long day, long timeOfDay, OptionalInt offsetSeconds, int fractionDigits) {
    /** No timestamp is this many days before or after the first or last one, whatever its zone. */
    private static final long MARGIN_DAYS = 2;

    /** Returns the date, without a look at the time of day. */
    public int date(String text) {
        if (day < CivilDate.MIN_DAY || day > CivilDate.MAX_DAY) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range: \"%s\"".formatted(text));
        }
        return (int) day;
    }

    /** Returns the local time in µs since 2000-01-01, whether or not the text had an offset. */
    public long localMicros() {
        return checked(unchecked());
    }

    private long unchecked() {
        if (day < CivilDate.MIN_DAY - MARGIN_DAYS
                || day > ZoneTime.END_MICROS / ZoneTime.MICROS_PER_DAY + MARGIN_DAYS) {
            throw outOfRange();
        }
        return day * ZoneTime.MICROS_PER_DAY + timeOfDay;
    }

    /** Returns the UTC time, in µs since 2000-01-01, rounded to the fraction that the template has room for. */
    public long utcMicros(ZoneId zone) {
        long utc = offsetSeconds.isPresent()
                ? unchecked() - offsetSeconds.getAsInt() * ZoneTime.MICROS_PER_SECOND
                : ZoneTime.toUtc(unchecked(), zone);
        return rounded(checked(utc));
    }

    private static long checked(long micros) {
        if (!ZoneTime.isInRange(micros)) {
            throw outOfRange();
        }
        return micros;
    }

    private static SlipherException outOfRange() {
        return new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range");
    }

    private long rounded(long micros) {
        long unit = 1;
        for (int digits = fractionDigits; digits < 6; digits++) {
            unit *= 10;
        }
        long half = unit / 2;
        return (micros >= 0 ? micros + half : micros - half) / unit * unit;
    }
}
