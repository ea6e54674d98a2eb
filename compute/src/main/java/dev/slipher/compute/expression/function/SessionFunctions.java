package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.DateTimeText;
import java.util.Map;

/** The session's clock as text, and names of types. */
final class SessionFunctions {
    private static final Map<Long, String> TYPE_NAMES = Map.ofEntries(
            Map.entry(16L, "boolean"),
            Map.entry(17L, "bytea"),
            Map.entry(18L, "\"char\""),
            Map.entry(19L, "name"),
            Map.entry(20L, "bigint"),
            Map.entry(21L, "smallint"),
            Map.entry(23L, "integer"),
            Map.entry(25L, "text"),
            Map.entry(26L, "oid"),
            Map.entry(700L, "real"),
            Map.entry(701L, "double precision"),
            Map.entry(1042L, "character"),
            Map.entry(1043L, "character varying"),
            Map.entry(1082L, "date"),
            Map.entry(1083L, "time without time zone"),
            Map.entry(1114L, "timestamp without time zone"),
            Map.entry(1184L, "timestamp with time zone"),
            Map.entry(1186L, "interval"),
            Map.entry(1266L, "time with time zone"),
            Map.entry(1700L, "numeric"),
            Map.entry(2205L, "regclass"),
            Map.entry(2206L, "regtype"),
            Map.entry(6551L, "binary varying"));

    /** Lengths in type modifiers count four bytes that PostgreSQL once stored with each value. */
    private static final int MODIFIER_OFFSET = 4;

    private SessionFunctions() {}

    @ScalarFunction(name = "timeofday", result = TypeFamily.TEXT, length = 64, volatility = Volatility.VOLATILE)
    static void timeofday(CallState state, ByteSink out) {
        var time = state.context().time();
        DateTimeText.formatTimestampTz(time.statementMicros(), time.zone(), out);
    }

    @ScalarFunction(
            name = "format_type",
            arguments = {TypeFamily.OID, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            onNull = true)
    static void formatType(long oid, long modifier, CallState state, ByteSink out) {
        if (state.isNull(0)) {
            state.setNull();
            return;
        }
        var name = TYPE_NAMES.get(oid);
        if (name == null) {
            out.appendAscii("???");
            return;
        }
        out.append(name);
        if (state.isNull(1) || modifier < MODIFIER_OFFSET) {
            return;
        }
        long length = modifier - MODIFIER_OFFSET;
        if (oid == 1700) {
            out.append("(%d,%d)".formatted(length >> 16, length & 0xFFFF));
        } else if (oid == 1042 || oid == 1043) {
            out.append("(%d)".formatted(length));
        }
    }
}
