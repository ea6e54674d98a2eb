package dev.slipher.storage.error;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the file system's errors are to a client. */
public final class FileErrors {
    private FileErrors() {}

    /** Returns the error of doing {@code action}, such as "write to", with a file: 53100 if there is no space. */
    public static SlipherException of(String action, Path file, IOException cause) {
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
            var folder = file.toAbsolutePath().getParent();
            return new SlipherException(SqlState.DISK_FULL, message, cause)
                    .withHint(("Free space on the file system of \"%s\", and try again; "
                                    + "dropped tables and replaced rows give theirs back within some minutes.")
                            .formatted(folder == null ? file : folder));
        }
        return new SlipherException(SqlState.IO_ERROR, message, cause);
    }

    /** Returns whether an error is that a file system is full, rather than that something may take no more of it. */
    public static boolean isFullDisk(SlipherException error) {
        if (error.sqlState() != SqlState.DISK_FULL) {
            return false;
        }
        for (var cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static String reasonOf(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case NotDirectoryException _ -> "Not a directory";
            case FileSystemException e -> orUnknown(e.getReason());
            default -> orUnknown(cause.getMessage());
        };
    }

    private static String orUnknown(@Nullable String reason) {
        return reason == null ? "Input/output error" : reason;
    }
}
