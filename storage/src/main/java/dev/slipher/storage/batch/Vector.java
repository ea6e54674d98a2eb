package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column of a batch.
 *
 * <p>Row {@code i} of the batch is entry {@code i} of the vector. Arrays are exposed, not copied: kernels read and write
 * them, and their owner may reuse them for the next batch, so whoever keeps a value beyond the call that handed the
 * batch over copies it. Arrays may be longer than the batch, and entries of null rows hold any legal value.
 *
 * <p>The variant need not be the widest that the type's {@code PhysicalKind} asks for: an INT64 column whose range fits
 * an int may travel as an {@link IntVector}, a DECIMAL of more than 18 digits whose range fits as a {@link LongVector}
 * or {@link IntVector}, any column as a {@link ConstantVector}, and BYTES as a
 * {@link DictionaryVector}.
 */
public sealed interface Vector
        permits IntVector, LongVector, DoubleVector, Int128Vector, BytesVector, DictionaryVector, ConstantVector {
    /**
     * Returns the null mask, one bit a row (bit {@code i & 63} of word {@code i >>> 6}, set = null), or null when no row
     * is null.
     */
    long @Nullable [] nulls();

    /** Returns whether row {@code position} is null. Not for hot loops, which pick a variant by {@link #nulls()} once. */
    default boolean isNull(int position) {
        var mask = nulls();
        return mask != null && (mask[position >>> 6] >>> position & 1) != 0;
    }

    /**
     * Returns a copy of one entry, in the variant of this vector: {@link Datum#as} turns it into that of the column's kind.
     * Not for hot loops.
     */
    default Datum datum(int position) {
        return isNull(position) ? Datum.Null.NULL : presentDatum(position);
    }

    /** Returns a copy of one entry that is not null. */
    Datum presentDatum(int position);
}
