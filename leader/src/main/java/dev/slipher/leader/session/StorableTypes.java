package dev.slipher.leader.session;

import dev.slipher.storage.type.SqlType;

/** The column types that CREATE TABLE AS and CREATE VIEW give to expressions whose own type no column can have. */
final class StorableTypes {
    private static final int NAME_BYTES = 128;

    private StorableTypes() {}

    static SqlType of(SqlType type) {
        return switch (type) {
            case SqlType.Simple.NAME -> new SqlType.Varchar(NAME_BYTES);
            case SqlType.Simple.OID -> SqlType.Simple.BIGINT;
            case SqlType.Array _ -> new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
            case SqlType.Simple _, SqlType.Decimal _, SqlType.Char _, SqlType.Varchar _, SqlType.Varbyte _ -> type;
        };
    }
}
