package dev.slipher.storage.type;

import dev.slipher.storage.codec.Tag;
import java.util.Arrays;

/**
 * One value in its physical form: a literal, a parameter, a bound of a zone map.
 *
 * <p>Which SQL type it belongs to is said beside it; {@link SqlType#physicalKind()} says which variant it must be.
 */
public sealed interface Datum {
    /** The SQL NULL of any type. */
    @Tag(10)
    enum Null implements Datum {
        NULL
    }

    /** A value of kind INT32 or INT64. */
    @Tag(11)
    record Integral(long value) implements Datum {}

    /** A value of kind DOUBLE. */
    @Tag(12)
    record Floating(double value) implements Datum {}

    /** A value of kind INT128: {@code high * 2^64 + low}, low unsigned. */
    @Tag(13)
    record Wide(long high, long low) implements Datum {}

    /** A value of kind BYTES. The array is owned by the datum and never changed. */
    @Tag(14)
    record Bytes(byte[] value) implements Datum {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }
    }

    /**
     * Returns this value in the variant of {@code kind}. Vectors may be narrower or wider than their column's kind, so a
     * whole number taken from one can need it; other values are what they should be already.
     */
    default Datum as(PhysicalKind kind) {
        return switch (this) {
            case Integral(var value) when kind == PhysicalKind.INT128 -> new Wide(value >> 63, value);
            case Wide(var _, var low) when kind != PhysicalKind.INT128 -> new Integral(low);
            default -> this;
        };
    }

    /** Returns whether this is the NULL. */
    default boolean isNull() {
        return this == Null.NULL;
    }
}
