package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/** Values of kind INT32, or of kind INT64 whose range fits an int. */
public final class IntVector implements Vector {
    private int[] values;
    private long @Nullable [] nulls;

    public IntVector(int[] values, long @Nullable [] nulls) {
        this.values = values;
        this.nulls = nulls;
    }

    /** Returns a vector of {@code capacity} rows and some slack, with nothing null. */
    public static IntVector allocate(int capacity) {
        return new IntVector(new int[capacity + Batch.SLACK], null);
    }

    /** Returns the values themselves, not a copy. */
    public int[] values() {
        return values;
    }

    @Override
    public long @Nullable [] nulls() {
        return nulls;
    }

    /** Points this vector at other arrays, so that one vector object serves a whole pipeline run. */
    public void set(int[] newValues, long @Nullable [] newNulls) {
        values = newValues;
        nulls = newNulls;
    }

    @Override
    public Datum presentDatum(int position) {
        return new Datum.Integral(values[position]);
    }
}
