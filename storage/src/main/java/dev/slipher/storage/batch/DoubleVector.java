package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/** Values of kind DOUBLE. */
public final class DoubleVector implements Vector {
    private double[] values;
    private long @Nullable [] nulls;

    public DoubleVector(double[] values, long @Nullable [] nulls) {
        this.values = values;
        this.nulls = nulls;
    }

    /** Returns a vector of {@code capacity} rows and some slack, with nothing null. */
    public static DoubleVector allocate(int capacity) {
        return new DoubleVector(new double[capacity + Batch.SLACK], null);
    }

    /** Returns the values themselves, not a copy. */
    public double[] values() {
        return values;
    }

    @Override
    public long @Nullable [] nulls() {
        return nulls;
    }

    /** Points this vector at other arrays, so that one vector object serves a whole pipeline run. */
    public void set(double[] newValues, long @Nullable [] newNulls) {
        values = newValues;
        nulls = newNulls;
    }

    @Override
    public Datum presentDatum(int position) {
        return new Datum.Floating(values[position]);
    }
}
