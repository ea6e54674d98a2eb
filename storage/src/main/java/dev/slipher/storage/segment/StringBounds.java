package dev.slipher.storage.segment;

import java.util.Arrays;

/** Shortens strings to what bounds of statistics may hold, so that they stay bounds. */
final class StringBounds {
    private StringBounds() {}

    /** Returns {@code value}, or a prefix of it, which is no greater. */
    static byte[] lower(byte[] value) {
        return value.length <= ColumnStatistics.MAX_BOUND_BYTES
                ? value
                : Arrays.copyOf(value, ColumnStatistics.MAX_BOUND_BYTES);
    }

    /** Returns {@code value}, or a short string that is greater than all that start like it; whole if there is none. */
    static byte[] upper(byte[] value) {
        if (value.length <= ColumnStatistics.MAX_BOUND_BYTES) {
            return value;
        }
        for (var length = ColumnStatistics.MAX_BOUND_BYTES; length > 0; length--) {
            if (value[length - 1] != -1) {
                var bound = Arrays.copyOf(value, length);
                bound[length - 1]++;
                return bound;
            }
        }
        return value;
    }
}
