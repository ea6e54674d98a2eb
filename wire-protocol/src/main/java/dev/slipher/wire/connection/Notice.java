package dev.slipher.wire.connection;

import dev.slipher.storage.error.SqlState;
import java.util.Optional;

/** A message that accompanies a statement without ending it. */
public record Notice(
        Severity severity, SqlState sqlState, String message, Optional<String> detail, Optional<String> hint) {
    /** How much a notice matters, spelled as clients see it. */
    public enum Severity {
        DEBUG,
        LOG,
        INFO,
        NOTICE,
        WARNING
    }

    /** Returns a NOTICE, which is worth knowing and no more. */
    public static Notice notice(String message) {
        return new Notice(Severity.NOTICE, SqlState.SUCCESSFUL_COMPLETION, message, Optional.empty(), Optional.empty());
    }

    /** Returns an INFO, which clients show whatever {@code client_min_messages} says. */
    public static Notice info(String message) {
        return new Notice(Severity.INFO, SqlState.SUCCESSFUL_COMPLETION, message, Optional.empty(), Optional.empty());
    }

    /** Returns a WARNING. */
    public static Notice warning(SqlState sqlState, String message) {
        return new Notice(Severity.WARNING, sqlState, message, Optional.empty(), Optional.empty());
    }
}
