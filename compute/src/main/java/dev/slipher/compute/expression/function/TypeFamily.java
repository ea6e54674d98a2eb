package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.SqlType;
import java.util.Locale;

/** A type without its length, precision and scale: what functions are declared over. */
public enum TypeFamily {
    BOOLEAN(SqlType.Simple.BOOLEAN),
    SMALLINT(SqlType.Simple.SMALLINT),
    INTEGER(SqlType.Simple.INTEGER),
    BIGINT(SqlType.Simple.BIGINT),
    DECIMAL(new SqlType.Decimal(38, 10)),
    REAL(SqlType.Simple.REAL),
    DOUBLE(SqlType.Simple.DOUBLE),
    /** CHAR, VARCHAR and NAME. */
    TEXT(new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH)),
    VARBYTE(new SqlType.Varbyte(SqlType.MAX_VARBYTE_LENGTH)),
    DATE(SqlType.Simple.DATE),
    TIME(SqlType.Simple.TIME),
    TIMETZ(SqlType.Simple.TIMETZ),
    TIMESTAMP(SqlType.Simple.TIMESTAMP),
    TIMESTAMPTZ(SqlType.Simple.TIMESTAMPTZ),
    INTERVAL(SqlType.Simple.INTERVAL),
    OID(SqlType.Simple.OID),
    /** An array of texts, names or numbers. */
    ARRAY(new SqlType.Array(new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH))),
    /** Any type; several parameters of this family are converted to one common type. */
    ANY(new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH));

    private final SqlType widest;

    TypeFamily(SqlType widest) {
        this.widest = widest;
    }

    /** Returns the family of a type, never {@link #ANY}. */
    public static TypeFamily of(SqlType type) {
        return switch (type) {
            case SqlType.Simple.BOOLEAN -> BOOLEAN;
            case SqlType.Simple.SMALLINT -> SMALLINT;
            case SqlType.Simple.INTEGER -> INTEGER;
            case SqlType.Simple.BIGINT -> BIGINT;
            case SqlType.Simple.REAL -> REAL;
            case SqlType.Simple.DOUBLE -> DOUBLE;
            case SqlType.Simple.DATE -> DATE;
            case SqlType.Simple.TIME -> TIME;
            case SqlType.Simple.TIMETZ -> TIMETZ;
            case SqlType.Simple.TIMESTAMP -> TIMESTAMP;
            case SqlType.Simple.TIMESTAMPTZ -> TIMESTAMPTZ;
            case SqlType.Simple.INTERVAL -> INTERVAL;
            case SqlType.Simple.OID -> OID;
            case SqlType.Simple.NAME -> TEXT;
            case SqlType.Decimal _ -> DECIMAL;
            case SqlType.Char _, SqlType.Varchar _ -> TEXT;
            case SqlType.Varbyte _ -> VARBYTE;
            case SqlType.Array _ -> ARRAY;
        };
    }

    /** Returns the type of the family that holds the most values. */
    public SqlType widest() {
        return widest;
    }

    public boolean isNumeric() {
        return ordinal() >= SMALLINT.ordinal() && ordinal() <= DOUBLE.ordinal();
    }

    public boolean isInteger() {
        return ordinal() >= SMALLINT.ordinal() && ordinal() <= BIGINT.ordinal();
    }

    /** Returns the name that PostgreSQL's error messages and manuals use. */
    public String sqlName() {
        return switch (this) {
            case DECIMAL -> "numeric";
            case DOUBLE -> "double precision";
            case TEXT -> "text";
            case TIME -> "time without time zone";
            case TIMETZ -> "time with time zone";
            case TIMESTAMP -> "timestamp without time zone";
            case TIMESTAMPTZ -> "timestamp with time zone";
            case ARRAY -> "anyarray";
            case ANY -> "any";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
