package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.codec.Tag;
import java.util.List;

/**
 * One entry of the log: the changes of the transactions that were committed together.
 *
 * @param version its number, as in its key
 * @param epoch of the process that wrote it
 * @param writer random, to tell the entry that a process tried to write from another's
 * @param commitMicros in microseconds since 2000-01-01 UTC, later than the entry before
 */
@Tag(100)
public record LogEntry(long version, long epoch, ObjectId writer, long commitMicros, List<Action> actions) {
    public LogEntry {
        actions = List.copyOf(actions);
    }
}
