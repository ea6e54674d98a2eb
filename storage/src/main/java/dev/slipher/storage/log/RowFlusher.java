package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Table;

/** Writes a table's inline rows into segments and commits that, when the log has no room for more of them. */
@FunctionalInterface
public interface RowFlusher {
    /**
     * Writes the inline rows that {@code table} has at {@code base} out as segments, and commits them by
     * {@link CommitLog#move}. Called by one thread of the log's, for one table at a time.
     */
    void flush(Catalog base, Table table);
}
