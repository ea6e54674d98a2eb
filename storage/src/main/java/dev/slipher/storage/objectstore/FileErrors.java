package dev.slipher.storage.objectstore;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the file system's errors are to a client. */
final class FileErrors {
    private FileErrors() {}

    /** Returns the error of doing {@code action}, such as "write to", with a file. */
    static SlipherException of(String action, Path file, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request", cause);
        }
        var reason = reasonOf(cause);
        var message = "could not %s file \"%s\": %s".formatted(action, file, reason);
        if (cause instanceof NoSuchFileException) {
            return new SlipherException(SqlState.UNDEFINED_FILE, message, cause);
        }
        var text = reason.toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded")) {
            return new SlipherException(SqlState.DISK_FULL, message, cause)
                    .withHint("Free space on the file system of the data folder, and try again.");
        }
        return new SlipherException(SqlState.IO_ERROR, message, cause);
    }

    private static String reasonOf(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        @Nullable String reason = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
        return reason == null ? cause.getClass().getSimpleName() : reason;
    }
}
