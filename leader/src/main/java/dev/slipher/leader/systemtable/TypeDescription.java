package dev.slipher.leader.systemtable;

import dev.slipher.storage.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A type as the information schema takes it apart; figures that do not apply are null.
 *
 * @param name without length or precision
 * @param internalName as in {@code pg_type}
 */
record TypeDescription(
        String name,
        String internalName,
        @Nullable Integer characterLength,
        @Nullable Integer precision,
        @Nullable Integer radix,
        @Nullable Integer scale,
        @Nullable Integer datetimePrecision) {
    static TypeDescription of(SqlType type) {
        return switch (type) {
            case SqlType.Simple simple -> ofSimple(simple);
            case SqlType.Decimal(int precision, int scale) ->
                new TypeDescription("numeric", "numeric", null, precision, 10, scale, null);
            case SqlType.Char(int length) -> new TypeDescription("character", "bpchar", length, null, null, null, null);
            case SqlType.Varchar(int length) ->
                new TypeDescription("character varying", "varchar", length, null, null, null, null);
            case SqlType.Varbyte(int length) ->
                new TypeDescription("binary varying", "varbyte", length, null, null, null, null);
            case SqlType.Array array ->
                named(
                        "ARRAY",
                        array.vector()
                                ? array.toString()
                                : "_" + of(array.element()).internalName());
        };
    }

    private static TypeDescription ofSimple(SqlType.Simple type) {
        return switch (type) {
            case BOOLEAN -> named("boolean", "bool");
            case SMALLINT -> new TypeDescription("smallint", "int2", null, 16, 2, 0, null);
            case INTEGER -> new TypeDescription("integer", "int4", null, 32, 2, 0, null);
            case BIGINT -> new TypeDescription("bigint", "int8", null, 64, 2, 0, null);
            case REAL -> new TypeDescription("real", "float4", null, 24, 2, null, null);
            case DOUBLE -> new TypeDescription("double precision", "float8", null, 53, 2, null, null);
            case DATE -> new TypeDescription("date", "date", null, null, null, null, 0);
            case TIME -> dated(type, "time");
            case TIMETZ -> dated(type, "timetz");
            case TIMESTAMP -> dated(type, "timestamp");
            case TIMESTAMPTZ -> dated(type, "timestamptz");
            case INTERVAL -> dated(type, "interval");
            case OID -> named("oid", "oid");
            case NAME -> named("name", "name");
        };
    }

    private static TypeDescription named(String name, String internalName) {
        return new TypeDescription(name, internalName, null, null, null, null, null);
    }

    private static TypeDescription dated(SqlType.Simple type, String internalName) {
        return new TypeDescription(type.toString(), internalName, null, null, null, null, 6);
    }
}
