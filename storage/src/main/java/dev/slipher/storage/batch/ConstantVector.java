package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One value for all rows; a null constant has every bit of a full-size null mask set. */
public final class ConstantVector implements Vector {
    private static final long[] ALL_NULL = allNull();

    private final PhysicalKind kind;
    private final Datum value;

    public ConstantVector(PhysicalKind kind, Datum value) {
        this.kind = kind;
        this.value = value.as(kind);
    }

    public PhysicalKind kind() {
        return kind;
    }

    public Datum value() {
        return value;
    }

    @Override
    public long @Nullable [] nulls() {
        return value.isNull() ? ALL_NULL : null;
    }

    private static long[] allNull() {
        var mask = new long[(Batch.CAPACITY + Batch.SLACK) >>> 6];
        Arrays.fill(mask, -1L);
        return mask;
    }

    @Override
    public Datum presentDatum(int position) {
        return value;
    }
}
