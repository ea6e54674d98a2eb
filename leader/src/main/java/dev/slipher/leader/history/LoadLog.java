package dev.slipher.leader.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What COPY read, what it refused and how far it is; the last {@value #KEPT} entries of each kind.
 *
 * <p>Safe for use by all sessions at once.
 */
public final class LoadLog {
    static final int KEPT = 10_000;

    private final Deque<FileCommit> commits = new ArrayDeque<>();
    private final Deque<RowError> errors = new ArrayDeque<>();
    private final ConcurrentHashMap<String, FileProgress> progress = new ConcurrentHashMap<>();

    /** A file that a COPY has read, whose transaction committed then. */
    public record FileCommit(QueryRecord query, String fileName, long lines, long bytes, Instant at) {}

    /** A row, or a value of it, that COPY could not read. */
    public record RowError(
            QueryRecord query,
            int tableOid,
            Instant at,
            String fileName,
            long lineNumber,
            String columnName,
            String columnType,
            long position,
            String rawLine,
            String rawField,
            int errorCode,
            String reason) {}

    /** How far a running COPY has read one file. */
    public record FileProgress(
            QueryRecord query, String fileName, long bytesToLoad, long bytesLoaded, long linesLoaded) {}

    public void committed(FileCommit commit) {
        keep(commits, commit);
    }

    public void failed(RowError error) {
        keep(errors, error);
    }

    /** Replaces what is known of that statement's file. */
    public void progressed(FileProgress state) {
        progress.put(state.query().id() + ":" + state.fileName(), state);
    }

    /** Forgets the progress of a statement that ended. */
    public void ended(QueryRecord query) {
        progress.values().removeIf(p -> p.query() == query);
    }

    public List<FileCommit> commits() {
        return copy(commits);
    }

    public List<RowError> errors() {
        return copy(errors);
    }

    public List<FileProgress> progress() {
        return List.copyOf(progress.values());
    }

    private static <T> void keep(Deque<T> entries, T entry) {
        synchronized (entries) {
            entries.addLast(entry);
            if (entries.size() > KEPT) {
                entries.removeFirst();
            }
        }
    }

    private static <T> List<T> copy(Deque<T> entries) {
        synchronized (entries) {
            return new ArrayList<>(entries);
        }
    }
}
