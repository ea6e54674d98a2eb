package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of kind BYTES: row {@code i} is {@code bytes[offsets[i]] .. bytes[offsets[i + 1] - 1]}.
 *
 * <p>Offsets never decrease; a null row is empty.
 */
public final class BytesVector implements Vector {
    private byte[] bytes;
    private int[] offsets;
    private long @Nullable [] nulls;

    public BytesVector(byte[] bytes, int[] offsets, long @Nullable [] nulls) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.nulls = nulls;
    }

    /** Returns the bytes of all rows, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where each row starts, and after the last row where it ends; not a copy. */
    public int[] offsets() {
        return offsets;
    }

    @Override
    public long @Nullable [] nulls() {
        return nulls;
    }

    /** Returns the length in bytes of row {@code position}. */
    public int length(int position) {
        return offsets[position + 1] - offsets[position];
    }

    /** Points this vector at other arrays, so that one vector object serves a whole pipeline run. */
    public void set(byte[] newBytes, int[] newOffsets, long @Nullable [] newNulls) {
        bytes = newBytes;
        offsets = newOffsets;
        nulls = newNulls;
    }

    @Override
    public Datum presentDatum(int position) {
        return new Datum.Bytes(Arrays.copyOfRange(bytes, offsets[position], offsets[position + 1]));
    }
}
