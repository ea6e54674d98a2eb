package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.SqlType;

/** Precision and scale of what arithmetic on decimals gives; docs/decimals.md shows them as a table. */
public final class DecimalRules {
    /** The least scale of a quotient. */
    private static final int MIN_QUOTIENT_SCALE = 4;

    private static final int MAX_PRECISION = SqlType.MAX_DECIMAL_PRECISION;
    private static final int MAX_SCALE = 37;

    private DecimalRules() {}

    /** Returns the decimal that an integer type counts as. */
    public static SqlType.Decimal ofInteger(SqlType type) {
        return new SqlType.Decimal(type == SqlType.Simple.SMALLINT ? 5 : type == SqlType.Simple.INTEGER ? 10 : 19, 0);
    }

    /** Returns the type of a sum or difference. */
    public static SqlType.Decimal add(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = Math.max(left.scale(), right.scale());
        return limited(wholeDigits(left, right) + 1 + scale, scale);
    }

    /** Returns the type of a product. */
    public static SqlType.Decimal multiply(SqlType.Decimal left, SqlType.Decimal right) {
        return limited(left.precision() + right.precision() + 1, left.scale() + right.scale());
    }

    /** Returns the type of a quotient. */
    public static SqlType.Decimal divide(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = Math.max(MIN_QUOTIENT_SCALE, left.scale() + right.precision() - right.scale() + 1);
        int precision = left.precision() - left.scale() + right.scale() + scale;
        if (precision > MAX_PRECISION) {
            scale = Math.max(MAX_PRECISION + scale - precision, MIN_QUOTIENT_SCALE);
        }
        return limited(precision, scale);
    }

    /** Returns the type of a remainder, which is never greater than either side. */
    public static SqlType.Decimal modulo(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = Math.max(left.scale(), right.scale());
        int whole = Math.min(left.precision() - left.scale(), right.precision() - right.scale());
        return limited(Math.max(whole, 0) + scale, scale);
    }

    /** Returns the type that holds both without loss where 38 digits allow, as UNION, CASE and comparisons need. */
    public static SqlType.Decimal common(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = Math.max(left.scale(), right.scale());
        int whole = wholeDigits(left, right);
        // Digits before the point count more than those behind it.
        return limited(whole + scale, Math.min(scale, MAX_PRECISION - whole));
    }

    static SqlType.Decimal whole(SqlType.Decimal type) {
        return limited(type.precision() - type.scale() + (type.scale() > 0 ? 1 : 0), 0);
    }

    /** Returns the type of SUM. */
    public static SqlType.Decimal sum(SqlType.Decimal type) {
        return new SqlType.Decimal(MAX_PRECISION, type.scale());
    }

    /** Returns the type of AVG: the scale of the column, and 19 digits for a column that fits a long, else 38. */
    public static SqlType.Decimal average(SqlType.Decimal type) {
        var fitsLong = type.precision() <= SqlType.Decimal.MAX_LONG_PRECISION;
        return new SqlType.Decimal(fitsLong ? SqlType.Decimal.MAX_LONG_PRECISION + 1 : MAX_PRECISION, type.scale());
    }

    private static int wholeDigits(SqlType.Decimal left, SqlType.Decimal right) {
        return Math.max(left.precision() - left.scale(), right.precision() - right.scale());
    }

    private static SqlType.Decimal limited(int precision, int scale) {
        int limitedScale = Math.min(scale, MAX_SCALE);
        return new SqlType.Decimal(Math.clamp(precision, Math.max(limitedScale, 1), MAX_PRECISION), limitedScale);
    }
}
