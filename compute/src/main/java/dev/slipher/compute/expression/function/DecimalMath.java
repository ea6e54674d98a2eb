package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.SqlType;

/** Checks that decimals stay within their precision. */
public final class DecimalMath {
    private DecimalMath() {}

    /** Raises 22003 unless {@code value} has at most the digits of {@code type}. */
    public static void checkPrecision(Int128 value, SqlType.Decimal type) {
        if (!value.fitsPrecision(type.precision())) {
            throw overflow(type);
        }
    }

    public static SlipherException overflow(SqlType.Decimal type) {
        int whole = type.precision() - type.scale();
        return new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
                .withDetail("A field with precision %d, scale %d must round to an absolute value less than %s."
                        .formatted(type.precision(), type.scale(), whole == 0 ? "1" : "10^" + whole));
    }
}
