package dev.slipher.storage.type;

import dev.slipher.storage.codec.Tag;

/**
 * The type of a column or expression as SQL sees it, without nullability.
 *
 * <p>Lengths of character types count bytes, as in Redshift.
 */
public sealed interface SqlType {
    /** The longest VARCHAR and TEXT, in bytes. */
    int MAX_VARCHAR_LENGTH = 65_535;

    /** The longest CHAR, in bytes. */
    int MAX_CHAR_LENGTH = 4_096;

    /** The longest VARBYTE, in bytes. */
    int MAX_VARBYTE_LENGTH = 1_024_000;

    /** Digits of the widest DECIMAL. */
    int MAX_DECIMAL_PRECISION = 38;

    /** Returns how values of this type lie in memory and on disk. */
    PhysicalKind physicalKind();

    /** Returns the type of the longest strings of this kind; other types stay as they are. */
    default SqlType longest() {
        return switch (this) {
            case Varchar _ -> new Varchar(MAX_VARCHAR_LENGTH);
            case Char _ -> new Char(MAX_CHAR_LENGTH);
            case Varbyte _ -> new Varbyte(MAX_VARBYTE_LENGTH);
            case Array(Varchar element, var vector) -> new Array(element.longest(), vector);
            case Array _, Decimal _, Simple _ -> this;
        };
    }

    /** The types that take no parameter. */
    @Tag(1)
    enum Simple implements SqlType {
        BOOLEAN(PhysicalKind.INT32, "boolean"),
        SMALLINT(PhysicalKind.INT32, "smallint"),
        INTEGER(PhysicalKind.INT32, "integer"),
        BIGINT(PhysicalKind.INT64, "bigint"),
        REAL(PhysicalKind.DOUBLE, "real"),
        DOUBLE(PhysicalKind.DOUBLE, "double precision"),
        DATE(PhysicalKind.INT32, "date"),
        TIME(PhysicalKind.INT64, "time without time zone"),
        TIMETZ(PhysicalKind.INT128, "time with time zone"),
        TIMESTAMP(PhysicalKind.INT64, "timestamp without time zone"),
        TIMESTAMPTZ(PhysicalKind.INT64, "timestamp with time zone"),
        INTERVAL(PhysicalKind.INT128, "interval"),
        /** PostgreSQL's unsigned 32-bit object id; regclass and its family are casts that give it. */
        OID(PhysicalKind.INT64, "oid"),
        /** PostgreSQL's identifier type, of catalog relations only. */
        NAME(PhysicalKind.BYTES, "name");

        private final PhysicalKind physicalKind;
        private final String sqlName;

        Simple(PhysicalKind physicalKind, String sqlName) {
            this.physicalKind = physicalKind;
            this.sqlName = sqlName;
        }

        @Override
        public PhysicalKind physicalKind() {
            return physicalKind;
        }

        @Override
        public String toString() {
            return sqlName;
        }
    }

    /** DECIMAL(precision, scale): the value times 10^scale as an integer. */
    @Tag(2)
    record Decimal(int precision, int scale) implements SqlType {
        /** Digits that always fit a long. */
        public static final int MAX_LONG_PRECISION = 18;

        public Decimal {
            if (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("decimal(%d,%d)".formatted(precision, scale));
            }
        }

        @Override
        public PhysicalKind physicalKind() {
            return precision <= MAX_LONG_PRECISION ? PhysicalKind.INT64 : PhysicalKind.INT128;
        }

        @Override
        public String toString() {
            return "numeric(%d,%d)".formatted(precision, scale);
        }
    }

    /** CHAR(length): stored without its trailing blanks, which are added on output. */
    @Tag(3)
    record Char(int length) implements SqlType {
        public Char {
            if (length < 1 || length > MAX_CHAR_LENGTH) {
                throw new IllegalArgumentException("char(%d)".formatted(length));
            }
        }

        @Override
        public PhysicalKind physicalKind() {
            return PhysicalKind.BYTES;
        }

        @Override
        public String toString() {
            return "character(%d)".formatted(length);
        }
    }

    /** VARCHAR(length); TEXT is VARCHAR(65535). */
    @Tag(4)
    record Varchar(int length) implements SqlType {
        public Varchar {
            if (length < 1 || length > MAX_VARCHAR_LENGTH) {
                throw new IllegalArgumentException("varchar(%d)".formatted(length));
            }
        }

        @Override
        public PhysicalKind physicalKind() {
            return PhysicalKind.BYTES;
        }

        @Override
        public String toString() {
            return "character varying(%d)".formatted(length);
        }
    }

    /** VARBYTE(length): binary strings. */
    @Tag(5)
    record Varbyte(int length) implements SqlType {
        public Varbyte {
            if (length < 1 || length > MAX_VARBYTE_LENGTH) {
                throw new IllegalArgumentException("varbyte(%d)".formatted(length));
            }
        }

        @Override
        public PhysicalKind physicalKind() {
            return PhysicalKind.BYTES;
        }

        @Override
        public String toString() {
            return "binary varying(%d)".formatted(length);
        }
    }

    /**
     * A PostgreSQL array, of catalog relations and parameters; bytes in the form of PostgreSQL's array text.
     *
     * @param vector whether it is {@code int2vector} or {@code oidvector}, which number from 0 and whose text is their
     *     elements with blanks between
     */
    @Tag(6)
    record Array(SqlType element, boolean vector) implements SqlType {
        /** An array that is no vector. */
        public Array(SqlType element) {
            this(element, false);
        }

        @Override
        public PhysicalKind physicalKind() {
            return PhysicalKind.BYTES;
        }

        @Override
        public String toString() {
            if (vector) {
                return element == Simple.OID ? "oidvector" : "int2vector";
            }
            return element + "[]";
        }
    }
}
