package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/**
 * How long a session may wait for its client's next command, and what the client is told when it ends for that.
 *
 * @param millis at least 1
 */
public record IdleLimit(long millis, SqlState state, String message) {
    public IdleLimit {
        if (millis < 1) {
            throw new IllegalArgumentException("a limit of %d ms".formatted(millis));
        }
    }

    SlipherException error() {
        return new SlipherException(state, message);
    }
}
