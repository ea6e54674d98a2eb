package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.SqlType;
import java.util.Optional;

/** Which types convert by themselves, and what types become when they meet. */
public final class TypeRules {
    private static final int NEVER = 1_000;

    private TypeRules() {}

    /** Returns the longest text that a value of {@code type} has, in bytes; VARBYTE alone may exceed the longest VARCHAR. */
    public static int length(SqlType type) {
        return switch (type) {
            case SqlType.Varchar(var length) -> length;
            case SqlType.Char(var length) -> length;
            case SqlType.Varbyte(var length) -> length;
            case SqlType.Decimal(var precision, var scale) -> precision + (scale > 0 ? 3 : 1);
            case SqlType.Simple.NAME -> 63;
            case SqlType.Simple.BOOLEAN -> 5;
            case SqlType.Simple.SMALLINT -> 6;
            case SqlType.Simple.INTEGER, SqlType.Simple.OID -> 11;
            case SqlType.Simple.BIGINT -> 20;
            case SqlType.Simple.DATE -> 13;
            case SqlType.Simple.REAL, SqlType.Simple.DOUBLE -> 24;
            case SqlType.Simple.TIME, SqlType.Simple.TIMETZ -> 24;
            case SqlType.Simple.TIMESTAMP, SqlType.Simple.TIMESTAMPTZ -> 41;
            case SqlType.Simple.INTERVAL -> 80;
            case SqlType.Array _ -> SqlType.MAX_VARCHAR_LENGTH;
        };
    }

    /**
     * Returns the type that both sides convert to where they must agree (UNION, CASE, COALESCE, comparisons), or empty
     * if there is none.
     */
    public static Optional<SqlType> common(SqlType left, SqlType right) {
        if (left.equals(right)) {
            return Optional.of(left);
        }
        var leftFamily = TypeFamily.of(left);
        var rightFamily = TypeFamily.of(right);
        if (leftFamily == rightFamily) {
            return Optional.of(
                    switch (left) {
                        case SqlType.Decimal decimal -> DecimalRules.common(decimal, (SqlType.Decimal) right);
                        case SqlType.Varbyte(var length) ->
                            new SqlType.Varbyte(Math.max(length, ((SqlType.Varbyte) right).length()));
                        case SqlType.Char(var length)
                        when right instanceof SqlType.Char(var other) -> new SqlType.Char(Math.max(length, other));
                        case SqlType.Array _ -> left;
                        default -> new SqlType.Varchar(Math.max(length(left), length(right)));
                    });
        }
        if (leftFamily.isNumeric() && rightFamily.isNumeric()) {
            return Optional.of(commonNumber(left, leftFamily, right, rightFamily));
        }
        int toRight = implicitCost(leftFamily, rightFamily);
        int toLeft = implicitCost(rightFamily, leftFamily);
        if (Math.min(toLeft, toRight) >= NEVER) {
            return Optional.empty();
        }
        var chosen = toRight <= toLeft ? right : left;
        return Optional.of(
                chosen instanceof SqlType.Varchar || chosen instanceof SqlType.Char
                        ? new SqlType.Varchar(Math.max(length(left), length(right)))
                        : chosen);
    }

    private static SqlType commonNumber(SqlType left, TypeFamily leftFamily, SqlType right, TypeFamily rightFamily) {
        var wider = leftFamily.ordinal() > rightFamily.ordinal() ? leftFamily : rightFamily;
        if (wider == TypeFamily.REAL || wider == TypeFamily.DOUBLE) {
            return SqlType.Simple.DOUBLE;
        }
        if (wider == TypeFamily.DECIMAL) {
            var leftDecimal = left instanceof SqlType.Decimal decimal ? decimal : DecimalRules.ofInteger(left);
            var rightDecimal = right instanceof SqlType.Decimal decimal ? decimal : DecimalRules.ofInteger(right);
            return DecimalRules.common(leftDecimal, rightDecimal);
        }
        return wider.widest();
    }

    /** Returns whether a value of one type becomes another without a written cast. */
    public static boolean isImplicit(SqlType from, SqlType to) {
        return implicitCost(TypeFamily.of(from), TypeFamily.of(to)) < NEVER;
    }

    /** Returns how far an implicit conversion is, 0 for none and {@link #NEVER} if there is no such conversion. */
    static int implicitCost(TypeFamily from, TypeFamily to) {
        if (from == to || to == TypeFamily.ANY) {
            return to == TypeFamily.ANY ? 1 : 0;
        }
        if (from.isNumeric() && to.isNumeric()) {
            int distance = to.ordinal() - from.ordinal();
            return distance > 0 ? distance + 1 : 40 - distance;
        }
        return switch (from) {
            case DATE ->
                switch (to) {
                    case TIMESTAMP -> 2;
                    case TIMESTAMPTZ -> 3;
                    case TEXT -> 60;
                    default -> NEVER;
                };
            case TIMESTAMP -> to == TypeFamily.TIMESTAMPTZ ? 2 : to == TypeFamily.DATE ? 50 : textCost(to);
            case TIMESTAMPTZ -> to == TypeFamily.TIMESTAMP ? 5 : to == TypeFamily.DATE ? 50 : textCost(to);
            case TIME -> to == TypeFamily.TIMETZ ? 2 : to == TypeFamily.INTERVAL ? 4 : textCost(to);
            case SMALLINT, INTEGER, BIGINT -> to == TypeFamily.OID ? 4 : textCost(to);
            case OID -> to == TypeFamily.BIGINT ? 2 : to == TypeFamily.INTEGER ? 4 : textCost(to);
            case TEXT -> to == TypeFamily.VARBYTE ? 20 : NEVER;
            case VARBYTE, ARRAY, ANY -> NEVER;
            default -> textCost(to);
        };
    }

    private static int textCost(TypeFamily to) {
        return to == TypeFamily.TEXT ? 60 : NEVER;
    }
}
