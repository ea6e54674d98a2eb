package dev.slipher.storage.type;

/**
 * The two longs of an INTERVAL: months and days in the high one, microseconds in the low one.
 *
 * <p>Intervals compare by their length with months of 30 days and days of 24 hours, so that different values may be
 * equal.
 */
public final class Interval {
    private static final long DAYS_PER_MONTH = 30;

    private Interval() {}

    /** Returns the high half. */
    public static long pack(int months, int days) {
        return (long) months << 32 | days & 0xFFFF_FFFFL;
    }

    public static int months(long high) {
        return (int) (high >> 32);
    }

    public static int days(long high) {
        return (int) high;
    }

    /** Sets {@code length} to the microseconds that the interval counts as in comparisons. */
    public static void length(long high, long micros, Int128 length) {
        length.set(months(high) * DAYS_PER_MONTH + days(high));
        length.multiply(0, ZoneTime.MICROS_PER_DAY);
        length.add(micros >> 63, micros);
    }

    public static int compare(long leftHigh, long leftMicros, long rightHigh, long rightMicros) {
        // Whole days carry over, so that what remains of both compares within a long.
        long leftDays = wholeDays(leftHigh, leftMicros);
        long rightDays = wholeDays(rightHigh, rightMicros);
        if (leftDays != rightDays) {
            return Long.compare(leftDays, rightDays);
        }
        return Long.compare(
                Math.floorMod(leftMicros, ZoneTime.MICROS_PER_DAY),
                Math.floorMod(rightMicros, ZoneTime.MICROS_PER_DAY));
    }

    private static long wholeDays(long high, long micros) {
        return months(high) * DAYS_PER_MONTH + days(high) + Math.floorDiv(micros, ZoneTime.MICROS_PER_DAY);
    }
}
