package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;

/**
 * A version in use: while it is open, nothing that its catalog names is deleted, and changes based on it can be
 * committed.
 */
public interface Snapshot extends AutoCloseable {
    Catalog catalog();

    /** Gives the version up; a second call does nothing. */
    @Override
    void close();
}
