package dev.slipher.leader.transaction;

import dev.slipher.storage.catalog.Catalog;

/**
 * The temporary tables of one session, as a catalog of their own that is never in the log; used by the session's thread.
 */
public final class TemporaryTables {
    private Catalog catalog = Catalog.EMPTY;

    /** Returns the tables as of the last commit of the session. */
    public Catalog catalog() {
        return catalog;
    }

    void commit(Catalog changed) {
        catalog = changed;
    }
}
