package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/** Values of kind INT128, split into two arrays. */
public final class Int128Vector implements Vector {
    private long[] high;
    private long[] low;
    private long @Nullable [] nulls;

    public Int128Vector(long[] high, long[] low, long @Nullable [] nulls) {
        this.high = high;
        this.low = low;
        this.nulls = nulls;
    }

    /** Returns a vector of {@code capacity} rows and some slack, with nothing null. */
    public static Int128Vector allocate(int capacity) {
        return new Int128Vector(new long[capacity + Batch.SLACK], new long[capacity + Batch.SLACK], null);
    }

    /** Returns longs as a vector over their own array, each with its sign as the upper half. */
    public static Int128Vector of(LongVector numbers) {
        var values = numbers.values();
        var signs = new long[values.length];
        for (var i = 0; i < signs.length; i++) {
            signs[i] = values[i] >> 63;
        }
        return new Int128Vector(signs, values, numbers.nulls());
    }

    /** Returns ints as a vector of new arrays. */
    public static Int128Vector of(IntVector numbers) {
        var values = numbers.values();
        var longs = new long[values.length];
        for (var i = 0; i < longs.length; i++) {
            longs[i] = values[i];
        }
        return of(new LongVector(longs, numbers.nulls()));
    }

    /** Returns the upper, signed halves, not a copy. */
    public long[] high() {
        return high;
    }

    /** Returns the lower, unsigned halves, not a copy. */
    public long[] low() {
        return low;
    }

    @Override
    public long @Nullable [] nulls() {
        return nulls;
    }

    /** Points this vector at other arrays, so that one vector object serves a whole pipeline run. */
    public void set(long[] newHigh, long[] newLow, long @Nullable [] newNulls) {
        high = newHigh;
        low = newLow;
        nulls = newNulls;
    }

    @Override
    public Datum presentDatum(int position) {
        return new Datum.Wide(high[position], low[position]);
    }
}
