package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.message.BackendMessage.Report;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever was thrown into what the client is told. */
final class Failure {
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    private Failure() {}

    /** Returns the error that {@code thrown} is for the client; logs it if it is a defect of ours. */
    static SlipherException of(Throwable thrown) {
        return switch (thrown) {
            case SlipherException error -> {
                if (error.sqlState().isInternal()) {
                    LOG.error("statement failed", error);
                }
                yield error;
            }
            case StackOverflowError _ ->
                new SlipherException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                        .withHint("Split the statement, or nest its expressions less deeply.");
            case OutOfMemoryError error -> {
                LOG.error("statement ran out of memory", error);
                yield new SlipherException(SqlState.OUT_OF_MEMORY, "out of memory");
            }
            default -> {
                LOG.error("statement failed", thrown);
                yield new SlipherException(SqlState.INTERNAL_ERROR, "internal error: " + thrown, thrown);
            }
        };
    }

    static Report report(String severity, SlipherException error) {
        return new Report(
                severity,
                error.sqlState().code(),
                String.valueOf(error.getMessage()),
                Optional.ofNullable(error.detail()),
                Optional.ofNullable(error.hint()),
                error.position(),
                error.sqlState() == SqlState.CACHED_PLAN_CHANGED
                        ? Optional.of("RevalidateCachedQuery")
                        : Optional.empty());
    }

    static Report report(Notice notice) {
        return new Report(
                notice.severity().name(),
                notice.sqlState().code(),
                notice.message(),
                notice.detail(),
                notice.hint(),
                0,
                Optional.empty());
    }
}
