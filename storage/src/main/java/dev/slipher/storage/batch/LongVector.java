package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/** Values of kind INT64. */
public final class LongVector implements Vector {
    private long[] values;
    private long @Nullable [] nulls;

    public LongVector(long[] values, long @Nullable [] nulls) {
        this.values = values;
        this.nulls = nulls;
    }

    /** Returns a vector of {@code capacity} rows and some slack, with nothing null. */
    public static LongVector allocate(int capacity) {
        return new LongVector(new long[capacity + Batch.SLACK], null);
    }

    /** Returns the values themselves, not a copy. */
    public long[] values() {
        return values;
    }

    @Override
    public long @Nullable [] nulls() {
        return nulls;
    }

    /** Points this vector at other arrays, so that one vector object serves a whole pipeline run. */
    public void set(long[] newValues, long @Nullable [] newNulls) {
        values = newValues;
        nulls = newNulls;
    }

    @Override
    public Datum presentDatum(int position) {
        return new Datum.Integral(values[position]);
    }
}
