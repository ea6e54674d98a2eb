package dev.slipher.leader.bind;

import dev.slipher.storage.type.SqlType;
import java.util.Optional;

/** Which type two values have together, by Redshift's rules where they differ from PostgreSQL's. */
final class Types {
    /** The type of a bare string, NULL or parameter until its surroundings say what it is; no SQL type equals it. */
    static final SqlType UNKNOWN = new SqlType.Array(new SqlType.Array(SqlType.Simple.NAME));

    private static final int DIGITS_OF_SMALLINT = 5;
    private static final int DIGITS_OF_INTEGER = 10;
    private static final int DIGITS_OF_BIGINT = 19;

    private Types() {}

    static boolean isUnknown(SqlType type) {
        return type.equals(UNKNOWN);
    }

    static boolean isInteger(SqlType type) {
        return type == SqlType.Simple.SMALLINT || type == SqlType.Simple.INTEGER || type == SqlType.Simple.BIGINT;
    }

    static boolean isFloating(SqlType type) {
        return type == SqlType.Simple.REAL || type == SqlType.Simple.DOUBLE;
    }

    static boolean isNumeric(SqlType type) {
        return isInteger(type) || isFloating(type) || type instanceof SqlType.Decimal || type == SqlType.Simple.OID;
    }

    static boolean isString(SqlType type) {
        return type instanceof SqlType.Varchar || type instanceof SqlType.Char || type == SqlType.Simple.NAME;
    }

    static boolean isTimestamp(SqlType type) {
        return type == SqlType.Simple.DATE || type == SqlType.Simple.TIMESTAMP || type == SqlType.Simple.TIMESTAMPTZ;
    }

    static boolean isTemporal(SqlType type) {
        return isTimestamp(type)
                || type == SqlType.Simple.TIME
                || type == SqlType.Simple.TIMETZ
                || type == SqlType.Simple.INTERVAL;
    }

    /** Returns the decimal that holds every value of a number's type. */
    static SqlType.Decimal asDecimal(SqlType type) {
        return switch (type) {
            case SqlType.Decimal d -> d;
            case SqlType.Simple s when s == SqlType.Simple.SMALLINT -> new SqlType.Decimal(DIGITS_OF_SMALLINT, 0);
            case SqlType.Simple s when s == SqlType.Simple.INTEGER -> new SqlType.Decimal(DIGITS_OF_INTEGER, 0);
            default -> new SqlType.Decimal(DIGITS_OF_BIGINT, 0);
        };
    }

    /** Returns the type of CASE, COALESCE, UNION and the like over values of both types; empty if there is none. */
    static Optional<SqlType> common(SqlType a, SqlType b) {
        if (a.equals(b) || isUnknown(b)) {
            return Optional.of(a);
        }
        if (isUnknown(a)) {
            return Optional.of(b);
        }
        if (isNumeric(a) && isNumeric(b)) {
            return Optional.of(commonNumber(a, b));
        }
        if (isString(a) && isString(b)) {
            return Optional.of(commonString(a, b));
        }
        if (isTimestamp(a) && isTimestamp(b)) {
            boolean zoned = a == SqlType.Simple.TIMESTAMPTZ || b == SqlType.Simple.TIMESTAMPTZ;
            return Optional.of(zoned ? SqlType.Simple.TIMESTAMPTZ : SqlType.Simple.TIMESTAMP);
        }
        if (a instanceof SqlType.Varbyte(int x) && b instanceof SqlType.Varbyte(int y)) {
            return Optional.of(new SqlType.Varbyte(Math.max(x, y)));
        }
        if (a instanceof SqlType.Array(var x, var _) && b instanceof SqlType.Array(var y, var _)) {
            return common(x, y).map(SqlType.Array::new);
        }
        return Optional.empty();
    }

    private static SqlType commonNumber(SqlType a, SqlType b) {
        if (isFloating(a) || isFloating(b)) {
            return SqlType.Simple.DOUBLE;
        }
        if (a instanceof SqlType.Decimal || b instanceof SqlType.Decimal) {
            SqlType.Decimal x = asDecimal(a);
            SqlType.Decimal y = asDecimal(b);
            int scale = Math.max(x.scale(), y.scale());
            int whole = Math.max(x.precision() - x.scale(), y.precision() - y.scale());
            int precision = Math.min(whole + scale, SqlType.MAX_DECIMAL_PRECISION);
            return new SqlType.Decimal(Math.max(precision, 1), Math.min(scale, precision));
        }
        if (a == SqlType.Simple.OID || b == SqlType.Simple.OID) {
            return SqlType.Simple.OID;
        }
        if (a == SqlType.Simple.BIGINT || b == SqlType.Simple.BIGINT) {
            return SqlType.Simple.BIGINT;
        }
        return SqlType.Simple.INTEGER;
    }

    private static SqlType commonString(SqlType a, SqlType b) {
        if (a instanceof SqlType.Char(int x) && b instanceof SqlType.Char(int y)) {
            return new SqlType.Char(Math.max(x, y));
        }
        return new SqlType.Varchar(Math.max(stringLength(a), stringLength(b)));
    }

    /** Returns how many bytes a string of this type can have. */
    static int stringLength(SqlType type) {
        return switch (type) {
            case SqlType.Varchar(int length) -> length;
            case SqlType.Char(int length) -> length;
            default -> 128;
        };
    }

    /**
     * Returns the type in which values of both types are compared; beyond {@link #common}, strings are compared with
     * decimals, dates and booleans as those, with other numbers as strings.
     */
    static Optional<SqlType> comparable(SqlType a, SqlType b) {
        Optional<SqlType> common = common(a, b);
        if (common.isPresent()) {
            return common;
        }
        if (isString(b) && !isString(a)) {
            return comparable(b, a);
        }
        if (!isString(a)) {
            return Optional.empty();
        }
        if (b instanceof SqlType.Decimal || isTemporal(b) || b == SqlType.Simple.BOOLEAN) {
            return Optional.of(b);
        }
        return isNumeric(b) ? Optional.of(new SqlType.Varchar(Math.max(stringLength(a), 32))) : Optional.empty();
    }

    /** Whether INSERT and UPDATE convert a value by themselves. */
    static boolean isAssignable(SqlType from, SqlType to) {
        return from.equals(to)
                || isUnknown(from)
                || isNumeric(from) && isNumeric(to)
                || isString(from) && isString(to)
                || isTimestamp(from) && isTimestamp(to)
                || isString(to) && !(from instanceof SqlType.Varbyte)
                || isString(from) && (isTemporal(to) || isNumeric(to) || to == SqlType.Simple.BOOLEAN)
                || from == SqlType.Simple.TIMESTAMP && to == SqlType.Simple.TIME
                || from == SqlType.Simple.TIMESTAMPTZ && (to == SqlType.Simple.TIME || to == SqlType.Simple.TIMETZ)
                || from == SqlType.Simple.TIME && to == SqlType.Simple.TIMETZ
                || from == SqlType.Simple.TIMETZ && to == SqlType.Simple.TIME
                || from instanceof SqlType.Varbyte && to instanceof SqlType.Varbyte;
    }

    /** Returns the name that errors give a type, without parameters. */
    static String name(SqlType type) {
        return switch (type) {
            case SqlType _ when isUnknown(type) -> "unknown";
            case SqlType.Decimal _ -> "numeric";
            case SqlType.Varchar _ -> "character varying";
            case SqlType.Char _ -> "character";
            case SqlType.Varbyte _ -> "binary varying";
            case SqlType.Array array -> array.vector() ? array.toString() : name(array.element()) + "[]";
            case SqlType.Simple simple -> simple.toString();
        };
    }
}
