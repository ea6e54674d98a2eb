package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.DateTimeText;

/** The session's clock as text, and the names of types. */
final class SessionFunctions {
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
        out.append(TypeNames.find(oid, state.isNull(1) ? -1 : modifier).orElse("???"));
    }
}
