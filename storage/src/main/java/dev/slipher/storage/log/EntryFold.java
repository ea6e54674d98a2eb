package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;

/** Applies log entries to catalogs. */
final class EntryFold {
    private EntryFold() {}

    static Catalog apply(Catalog catalog, LogEntry entry) {
        var result = catalog.withVersion(entry.version(), entry.commitMicros());
        var ordinal = 0;
        for (var action : entry.actions()) {
            result = result.apply(action, ordinal);
            if (action instanceof Action.AddRows) {
                ordinal++;
            }
        }
        return result;
    }
}
