package dev.slipher.compute.operator.window;

import dev.slipher.compute.expression.function.DateMath;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.SqlType;
import java.math.BigInteger;
import java.time.ZoneId;

/**
 * The distance of a frame by RANGE, which compares values of the window's order with others that are so far away; where
 * PostgreSQL's {@code in_range} functions know more than arithmetic does, as of infinities, so does this.
 */
@FunctionalInterface
interface RangeOffset {
    /** Compares {@code value} with what is the distance below {@code base}, or above it; neither is null. */
    int compare(Datum value, Datum base, boolean below);

    /** Returns the distance of a bound in a window that is ordered by values of {@code type}. */
    static RangeOffset of(Frame.Bound.Offset bound, SqlType type, ZoneId zone) {
        var distance = bound.distance();
        return switch (type) {
            case SqlType.Simple.REAL, SqlType.Simple.DOUBLE -> {
                var offset = ((Datum.Floating) distance).value();
                yield (value, base, below) -> compare(floating(value), floating(base), offset, below);
            }
            case SqlType.Simple.DATE -> {
                var interval = interval(distance);
                yield (value, base, below) -> Long.compare(
                        DateMath.timestamp((int) integral(value)),
                        DateMath.move(DateMath.timestamp((int) integral(base)), interval, below));
            }
            case SqlType.Simple.TIMESTAMP -> {
                var interval = interval(distance);
                yield (value, base, below) ->
                        Long.compare(integral(value), DateMath.move(integral(base), interval, below));
            }
            case SqlType.Simple.TIMESTAMPTZ -> {
                var interval = interval(distance);
                yield (value, base, below) ->
                        Long.compare(integral(value), DateMath.move(integral(base), interval, below, zone));
            }
            default -> (value, base, below) -> exact(value, base, distance, below);
        };
    }

    private static int exact(Datum value, Datum base, Datum distance, boolean below) {
        if (value instanceof Datum.Integral(var number)
                && base instanceof Datum.Integral(var from)
                && distance instanceof Datum.Integral(var offset)) {
            var moved = below ? from - offset : from + offset;
            var overflows = below ? moved > from : moved < from;
            return overflows ? below ? 1 : -1 : Long.compare(number, moved);
        }
        var moved = below ? wide(base).subtract(wide(distance)) : wide(base).add(wide(distance));
        return wide(value).compareTo(moved);
    }

    /** NaN equals itself and is greatest; what is infinitely far from an infinity is everything. */
    private static int compare(double value, double base, double offset, boolean below) {
        if (Double.isInfinite(offset) && Double.isInfinite(base) && base > 0 == below) {
            return 0;
        }
        var moved = below ? base - offset : base + offset;
        return Double.compare(value + 0.0, moved + 0.0);
    }

    private static double floating(Datum value) {
        return ((Datum.Floating) value).value();
    }

    private static long integral(Datum value) {
        return ((Datum.Integral) value).value();
    }

    private static Int128 interval(Datum value) {
        var interval = new Int128();
        interval.set(((Datum.Wide) value).high(), ((Datum.Wide) value).low());
        return interval;
    }

    private static BigInteger wide(Datum value) {
        return switch (value) {
            case Datum.Integral(var number) -> BigInteger.valueOf(number);
            case Datum.Wide(var high, var low) ->
                BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
            case Datum.Floating _, Datum.Bytes _, Datum.Null _ ->
                throw new IllegalStateException("no exact number: " + value);
        };
    }
}
