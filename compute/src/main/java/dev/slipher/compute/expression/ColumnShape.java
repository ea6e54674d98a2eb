package dev.slipher.compute.expression;

import dev.slipher.storage.type.SqlType;

/**
 * What is known of a column before it runs: its type, the arrays it travels in, the range of its values when they are
 * integral ({@code INT} and {@code LONG}; elsewhere all longs), and whether a null may occur.
 *
 * <p>A vector may be a {@code ConstantVector} whatever the shape, and {@code BYTES} also a {@code DictionaryVector}.
 * Numbers that come out of rows in memory may be wider than the shape says, those of a UNION ALL narrower; expressions
 * bring them into form, and operators take either.
 */
public record ColumnShape(SqlType type, Representation representation, long min, long max, boolean mayHaveNulls) {
    /** The array form of a column's vectors. */
    public enum Representation {
        /** An {@code IntVector}, of an INT32 type or a wider one whose range fits an int. */
        INT,
        /** A {@code LongVector}, of an INT64 type or an INT128 type whose range fits a long. */
        LONG,
        DOUBLE,
        /** An {@code Int128Vector}. */
        WIDE,
        BYTES
    }

    public ColumnShape {
        if (min > max) {
            throw new IllegalArgumentException("range %d to %d".formatted(min, max));
        }
    }

    /** Returns the shape of a column of {@code type} of which nothing else is known. */
    public static ColumnShape of(SqlType type) {
        return switch (type.physicalKind()) {
            case INT32 -> integral(type, leastOf(type), greatestOf(type), true);
            case INT64 -> new ColumnShape(type, Representation.LONG, leastOf(type), greatestOf(type), true);
            case DOUBLE -> unranged(type, Representation.DOUBLE, true);
            case INT128 -> unranged(type, Representation.WIDE, true);
            case BYTES -> unranged(type, Representation.BYTES, true);
        };
    }

    /** Returns the shape of an INT32 or INT64 column between {@code min} and {@code max}: INT when both fit an int. */
    public static ColumnShape integral(SqlType type, long min, long max, boolean mayHaveNulls) {
        var representation = min == (int) min && max == (int) max ? Representation.INT : Representation.LONG;
        return new ColumnShape(type, representation, min, max, mayHaveNulls);
    }

    /** Returns the shape of a column without a known range. */
    static ColumnShape unranged(SqlType type, Representation representation, boolean mayHaveNulls) {
        return new ColumnShape(type, representation, Long.MIN_VALUE, Long.MAX_VALUE, mayHaveNulls);
    }

    /** Returns whether values lie in an {@code int[]} or {@code long[]}. */
    public boolean isIntegral() {
        return representation == Representation.INT || representation == Representation.LONG;
    }

    ColumnShape withNulls(boolean nulls) {
        return new ColumnShape(type, representation, min, max, nulls);
    }

    private static long leastOf(SqlType type) {
        return switch (type) {
            case SqlType.Simple.BOOLEAN, SqlType.Simple.OID, SqlType.Simple.TIME -> 0;
            case SqlType.Simple.SMALLINT -> Short.MIN_VALUE;
            case SqlType.Simple.INTEGER, SqlType.Simple.DATE -> Integer.MIN_VALUE;
            case SqlType.Decimal(var precision, var _) -> 1 - powerOfTen(precision);
            default -> Long.MIN_VALUE;
        };
    }

    private static long greatestOf(SqlType type) {
        return switch (type) {
            case SqlType.Simple.BOOLEAN -> 1;
            case SqlType.Simple.OID -> 0xFFFF_FFFFL;
            case SqlType.Simple.TIME -> 86_400_000_000L;
            case SqlType.Simple.SMALLINT -> Short.MAX_VALUE;
            case SqlType.Simple.INTEGER, SqlType.Simple.DATE -> Integer.MAX_VALUE;
            case SqlType.Decimal(var precision, var _) -> powerOfTen(precision) - 1;
            default -> Long.MAX_VALUE;
        };
    }

    private static long powerOfTen(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }
}
