package dev.slipher.leader.transaction;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.log.Staging;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The temporary tables of one session, as a catalog of their own that is never in the log; used by the session's thread.
 * Their segments are deleted when no table has them any more, at the latest when the session ends.
 */
public final class TemporaryTables implements AutoCloseable {
    private final Staging staging;
    private Catalog catalog = Catalog.EMPTY;

    /**
     * @param staging where the tables' segments are written, closed with the tables
     */
    public TemporaryTables(Staging staging) {
        this.staging = staging;
    }

    /** Returns the tables as of the last commit of the session. */
    public Catalog catalog() {
        return catalog;
    }

    Staging staging() {
        return staging;
    }

    void commit(Catalog changed) {
        catalog = changed;
    }

    /** Deletes what was written for tables that the last commit does not have. */
    void deleteUnused() {
        if (!staging.isEmpty()) {
            staging.retain(segments(catalog));
        }
    }

    private static Set<ObjectId> segments(Catalog tables) {
        return tables.tables().stream()
                .flatMap(table -> table.contents().segments().recent().stream())
                .map(SegmentRecord::id)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        staging.retain(Set.of());
        staging.close();
    }
}
