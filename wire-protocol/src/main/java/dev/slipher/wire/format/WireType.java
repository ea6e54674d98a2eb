package dev.slipher.wire.format;

import dev.slipher.storage.type.SqlType;
import java.util.Optional;

/**
 * A type as RowDescription names it: PostgreSQL's OID (Redshift's for VARBYTE), size and modifier.
 *
 * @param length bytes of a value, -1 if that varies
 * @param modifier what declares length or precision and scale, -1 for none
 */
public record WireType(int oid, int length, int modifier) {
    /** The OID of literals whose type is not known yet. */
    static final int UNKNOWN_OID = 705;

    static final int NUMERIC_OID = 1700;

    private static final WireType TEXT = new WireType(25, -1, -1);
    private static final int INT2VECTOR_OID = 22;
    private static final int OIDVECTOR_OID = 30;
    private static final int MODIFIER_OFFSET = 4;

    /** Returns the type by which clients know {@code type}. */
    public static WireType of(SqlType type) {
        return switch (type) {
            case SqlType.Simple simple -> ofSimple(simple);
            case SqlType.Decimal(var precision, var scale) ->
                new WireType(NUMERIC_OID, -1, (precision << 16 | scale) + MODIFIER_OFFSET);
            case SqlType.Char(var length) -> new WireType(1042, -1, length + MODIFIER_OFFSET);
            case SqlType.Varchar(var length) -> new WireType(1043, -1, length + MODIFIER_OFFSET);
            case SqlType.Varbyte(var length) -> new WireType(6551, -1, length + MODIFIER_OFFSET);
            case SqlType.Array(var element, var vector) ->
                vector
                        ? new WireType(element == SqlType.Simple.OID ? OIDVECTOR_OID : INT2VECTOR_OID, -1, -1)
                        : new WireType(arrayOid(element), -1, element(element).modifier());
        };
    }

    /** Returns the type of an array's elements: strings are {@code text}, whose arrays more clients know than those of varchar. */
    static WireType element(SqlType type) {
        return type instanceof SqlType.Varchar ? TEXT : of(type);
    }

    private static WireType ofSimple(SqlType.Simple simple) {
        return switch (simple) {
            case BOOLEAN -> new WireType(16, 1, -1);
            case SMALLINT -> new WireType(21, 2, -1);
            case INTEGER -> new WireType(23, 4, -1);
            case BIGINT -> new WireType(20, 8, -1);
            case REAL -> new WireType(700, 4, -1);
            case DOUBLE -> new WireType(701, 8, -1);
            case DATE -> new WireType(1082, 4, -1);
            case TIME -> new WireType(1083, 8, -1);
            case TIMETZ -> new WireType(1266, 12, -1);
            case TIMESTAMP -> new WireType(1114, 8, -1);
            case TIMESTAMPTZ -> new WireType(1184, 8, -1);
            case INTERVAL -> new WireType(1186, 16, -1);
            case OID -> new WireType(26, 4, -1);
            case NAME -> new WireType(19, 64, -1);
        };
    }

    private static int arrayOid(SqlType element) {
        return switch (element) {
            case SqlType.Simple simple ->
                switch (simple) {
                    case BOOLEAN -> 1000;
                    case SMALLINT -> 1005;
                    case INTEGER -> 1007;
                    case BIGINT -> 1016;
                    case REAL -> 1021;
                    case DOUBLE -> 1022;
                    case DATE -> 1182;
                    case TIME -> 1183;
                    case TIMETZ -> 1270;
                    case TIMESTAMP -> 1115;
                    case TIMESTAMPTZ -> 1185;
                    case INTERVAL -> 1187;
                    case OID -> 1028;
                    case NAME -> 1003;
                };
            case SqlType.Decimal _ -> 1231;
            case SqlType.Char _ -> 1014;
            case SqlType.Varchar _ -> 1009;
            case SqlType.Varbyte _ -> 1001;
            case SqlType.Array(var inner, var _) -> arrayOid(inner);
        };
    }

    /**
     * Returns what a client means that declares a parameter as {@code oid}.
     *
     * @return empty if it leaves the choice to the statement: 0, unknown, numeric (whose digits only the statement can
     *     tell) and types that the warehouse lacks
     */
    public static Optional<SqlType> sqlTypeOf(int oid) {
        return Optional.ofNullable(
                switch (oid) {
                    case 16 -> SqlType.Simple.BOOLEAN;
                    case 21 -> SqlType.Simple.SMALLINT;
                    case 23 -> SqlType.Simple.INTEGER;
                    case 20 -> SqlType.Simple.BIGINT;
                    case 700 -> SqlType.Simple.REAL;
                    case 701 -> SqlType.Simple.DOUBLE;
                    case 1082 -> SqlType.Simple.DATE;
                    case 1083 -> SqlType.Simple.TIME;
                    case 1266 -> SqlType.Simple.TIMETZ;
                    case 1114 -> SqlType.Simple.TIMESTAMP;
                    case 1184 -> SqlType.Simple.TIMESTAMPTZ;
                    case 1186, 1188, 1190 -> SqlType.Simple.INTERVAL;
                    case INT2VECTOR_OID -> new SqlType.Array(SqlType.Simple.SMALLINT, true);
                    case OIDVECTOR_OID -> new SqlType.Array(SqlType.Simple.OID, true);
                    case 26 -> SqlType.Simple.OID;
                    case 19 -> SqlType.Simple.NAME;
                    case 18, 25, 1042, 1043 -> new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
                    case 17, 6551 -> new SqlType.Varbyte(SqlType.MAX_VARBYTE_LENGTH);
                    default -> elementOf(oid).map(SqlType.Array::new).orElse(null);
                });
    }

    private static Optional<SqlType> elementOf(int arrayOid) {
        return switch (arrayOid) {
            case 1000 -> sqlTypeOf(16);
            case 1001 -> sqlTypeOf(17);
            case 1003 -> sqlTypeOf(19);
            case 1005 -> sqlTypeOf(21);
            case 1007 -> sqlTypeOf(23);
            case 1009, 1014, 1015 -> sqlTypeOf(25);
            case 1016 -> sqlTypeOf(20);
            case 1021 -> sqlTypeOf(700);
            case 1022 -> sqlTypeOf(701);
            case 1028 -> sqlTypeOf(26);
            case 1115 -> sqlTypeOf(1114);
            case 1182 -> sqlTypeOf(1082);
            case 1183 -> sqlTypeOf(1083);
            case 1185 -> sqlTypeOf(1184);
            case 1187 -> sqlTypeOf(1186);
            case 1270 -> sqlTypeOf(1266);
            default -> Optional.empty();
        };
    }
}
