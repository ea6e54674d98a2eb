package dev.slipher.leader.session;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The encodings that ENCODE may name, each with the types that Redshift has it for; all but RAW are hints. TIME, TIMETZ and
 * INTERVAL, of which it says less, take those of TIMESTAMP that suit values of any form.
 */
final class ColumnEncodings {
    static final String AUTO = "auto";

    private static final Map<String, Predicate<SqlType>> ENCODINGS = Map.ofEntries(
            Map.entry(AUTO, _ -> true),
            Map.entry("raw", _ -> true),
            Map.entry("az64", ColumnEncodings::isOrdinal),
            Map.entry("bytedict", type -> type != SqlType.Simple.BOOLEAN),
            Map.entry("delta", type -> isExact(type) || isDateOrTimestamp(type)),
            Map.entry(
                    "delta32k", type -> type != SqlType.Simple.SMALLINT && (isExact(type) || isDateOrTimestamp(type))),
            Map.entry("lzo", type -> isOrdinal(type) || isBytes(type)),
            Map.entry("mostly8", ColumnEncodings::isExact),
            Map.entry("mostly16", type -> isExact(type) && type != SqlType.Simple.SMALLINT),
            Map.entry("mostly32", type -> type == SqlType.Simple.BIGINT || type instanceof SqlType.Decimal),
            Map.entry("runlength", _ -> true),
            Map.entry("text255", type -> type instanceof SqlType.Varchar),
            Map.entry("text32k", type -> type instanceof SqlType.Varchar),
            Map.entry("zstd", _ -> true));

    private ColumnEncodings() {}

    /** Throws 42611 if there is no such encoding, or none for columns of the type. */
    static void check(String encoding, String column, SqlType type, int position) {
        var types = ENCODINGS.get(encoding);
        if (types == null) {
            throw new SlipherException(
                            SqlState.INVALID_COLUMN_DEFINITION, "invalid encoding type \"%s\"".formatted(encoding))
                    .withPosition(position);
        }
        if (!types.test(type)) {
            throw new SlipherException(
                            SqlState.INVALID_COLUMN_DEFINITION,
                            "invalid encoding type \"%s\" for column \"%s\" of type %s"
                                    .formatted(encoding, column, type))
                    .withPosition(position);
        }
    }

    private static boolean isExact(SqlType type) {
        return type == SqlType.Simple.SMALLINT
                || type == SqlType.Simple.INTEGER
                || type == SqlType.Simple.BIGINT
                || type instanceof SqlType.Decimal;
    }

    private static boolean isDateOrTimestamp(SqlType type) {
        return type == SqlType.Simple.DATE || type == SqlType.Simple.TIMESTAMP || type == SqlType.Simple.TIMESTAMPTZ;
    }

    private static boolean isOrdinal(SqlType type) {
        return isExact(type)
                || isDateOrTimestamp(type)
                || type == SqlType.Simple.TIME
                || type == SqlType.Simple.TIMETZ
                || type == SqlType.Simple.INTERVAL;
    }

    private static boolean isBytes(SqlType type) {
        return type instanceof SqlType.Char || type instanceof SqlType.Varchar || type instanceof SqlType.Varbyte;
    }
}
