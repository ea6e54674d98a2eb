package dev.slipher.storage.catalog;

import dev.slipher.storage.type.Datum;
import java.util.Arrays;

/** The order of values of one physical kind, in which bounds are merged; null counts as no bound. */
public final class DatumOrder {
    private DatumOrder() {}

    static Datum min(Datum a, Datum b) {
        return a.isNull() ? b : b.isNull() || compare(a, b) <= 0 ? a : b;
    }

    static Datum max(Datum a, Datum b) {
        return a.isNull() ? b : b.isNull() || compare(a, b) >= 0 ? a : b;
    }

    /** Compares two values of the same kind, neither of which is NULL. */
    public static int compare(Datum a, Datum b) {
        return switch (a) {
            case Datum.Integral(var x) when b instanceof Datum.Integral(var y) -> Long.compare(x, y);
            case Datum.Floating(var x) when b instanceof Datum.Floating(var y) -> Double.compare(x, y);
            case Datum.Wide(var high, var low)
            when b instanceof Datum.Wide(var otherHigh, var otherLow) ->
                high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(low, otherLow);
            case Datum.Bytes(var x) when b instanceof Datum.Bytes(var y) -> Arrays.compareUnsigned(x, y);
            default -> throw new IllegalArgumentException("%s is not of the kind of %s".formatted(a, b));
        };
    }
}
