package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.ZoneTime;

/** OVERLAPS over periods of time, each given by its two ends in either order, of which one may be unknown. */
final class PeriodFunctions {
    private PeriodFunctions() {}

    @ScalarFunction(
            name = "overlaps",
            arguments = {TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMP},
            result = TypeFamily.BOOLEAN,
            onNull = true)
    static boolean timestamps(long start, long end, long otherStart, long otherEnd, CallState state) {
        return overlap(Period.of(start, end, 0, state), Period.of(otherStart, otherEnd, 2, state), state);
    }

    @ScalarFunction(
            name = "overlaps",
            arguments = {TypeFamily.TIMESTAMPTZ, TypeFamily.TIMESTAMPTZ, TypeFamily.TIMESTAMPTZ, TypeFamily.TIMESTAMPTZ
            },
            result = TypeFamily.BOOLEAN,
            onNull = true)
    static boolean timestampsWithZone(long start, long end, long otherStart, long otherEnd, CallState state) {
        return timestamps(start, end, otherStart, otherEnd, state);
    }

    @ScalarFunction(
            name = "overlaps",
            arguments = {TypeFamily.TIME, TypeFamily.TIME, TypeFamily.TIME, TypeFamily.TIME},
            result = TypeFamily.BOOLEAN,
            onNull = true)
    static boolean times(long start, long end, long otherStart, long otherEnd, CallState state) {
        return timestamps(start, end, otherStart, otherEnd, state);
    }

    @ScalarFunction(
            name = "overlaps",
            arguments = {TypeFamily.TIMETZ, TypeFamily.TIMETZ, TypeFamily.TIMETZ, TypeFamily.TIMETZ},
            result = TypeFamily.BOOLEAN,
            onNull = true)
    static boolean timesWithZone(Int128 start, Int128 end, Int128 otherStart, Int128 otherEnd, CallState state) {
        return timestamps(moment(start), moment(end), moment(otherStart), moment(otherEnd), state);
    }

    private static long moment(Int128 time) {
        return time.low() + time.high() * ZoneTime.MICROS_PER_SECOND;
    }

    /** A period whose start is known; {@code end} means nothing if that is not. */
    private record Period(boolean startKnown, long start, boolean endKnown, long end) {
        static Period of(long first, long second, int index, CallState state) {
            boolean firstKnown = !state.isNull(index);
            boolean secondKnown = !state.isNull(index + 1);
            if (!firstKnown) {
                return new Period(secondKnown, second, false, 0);
            }
            return secondKnown && second < first
                    ? new Period(true, second, true, first)
                    : new Period(true, first, secondKnown, second);
        }
    }

    private static boolean overlap(Period left, Period right, CallState state) {
        if (!left.startKnown || !right.startKnown) {
            state.setNull();
            return false;
        }
        Period first = left.start <= right.start ? left : right;
        Period second = left.start <= right.start ? right : left;
        boolean overlap = first.start == second.start || first.endKnown && second.start < first.end;
        boolean unknown = first.start == second.start
                ? !first.endKnown || !second.endKnown
                : !first.endKnown || !overlap && !second.endKnown;
        if (unknown) {
            state.setNull();
        }
        return overlap;
    }
}
