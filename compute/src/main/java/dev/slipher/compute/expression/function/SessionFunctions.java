package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.DateTimeText;

/** The session's clock as text, the names of types, other sessions and the session's loads. */
final class SessionFunctions {
    private SessionFunctions() {}

    @ScalarFunction(name = "timeofday", result = TypeFamily.TEXT, length = 64, volatility = Volatility.VOLATILE)
    static void timeofday(CallState state, ByteSink out) {
        var time = state.context().time();
        DateTimeText.formatTimestampTz(time.statementMicros(), time.zone(), out);
    }

    @ScalarFunction(
            name = "pg_cancel_backend",
            arguments = TypeFamily.INTEGER,
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.VOLATILE)
    static boolean cancelBackend(int processId, CallState state) {
        return state.context().catalog().cancelStatement(processId);
    }

    @ScalarFunction(
            name = "pg_terminate_backend",
            arguments = TypeFamily.INTEGER,
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.VOLATILE)
    static boolean terminateBackend(int processId, CallState state) {
        return state.context().catalog().endSession(processId);
    }

    @ScalarFunction(name = "pg_last_copy_id", result = TypeFamily.BIGINT, volatility = Volatility.STABLE)
    static long lastCopyId(CallState state) {
        return state.context().catalog().lastCopyId();
    }

    @ScalarFunction(name = "pg_last_copy_count", result = TypeFamily.BIGINT, volatility = Volatility.STABLE)
    static long lastCopyCount(CallState state) {
        return state.context().catalog().lastCopyCount();
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
