package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.error.SlipherException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the newest version of a log: a checkpoint and the entries after it. */
final class Recovery {
    private static final Logger LOGGER = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /**
     * The newest version.
     *
     * @param epoch of its entry, 0 if the log is empty
     * @param tail what was read to find it
     */
    record Recovered(Catalog catalog, long epoch, LogTail tail) {}

    static Recovered recover(SealedObjects objects) {
        var reader = new LogReader(objects);
        var failures = new ArrayList<SlipherException>();
        var checkpoints = checkpointVersions(objects);
        for (var version : checkpoints.reversed()) {
            try {
                var state = CheckpointReader.read(objects, version);
                var catalog = CheckpointReader.toCatalog(objects, state, reader);
                var byteCount =
                        objects.store().size(ObjectKeys.checkpoint(version)).orElse(0);
                return replay(catalog, state.epoch(), byteCount, reader);
            } catch (SlipherException e) {
                LOGGER.warn("checkpoint {} cannot be used, trying the one before: {}", version, e.getMessage());
                failures.add(e);
            }
        }
        try {
            return replay(Catalog.EMPTY, 0, 0, reader);
        } catch (SlipherException e) {
            // What is wrong with the newest checkpoint tells more than that the log's beginning is gone.
            throw failures.isEmpty() ? e : failures.getFirst();
        }
    }

    static List<Long> checkpointVersions(SealedObjects objects) {
        return LogReader.listAll(objects, ObjectKeys.CHECKPOINT).stream()
                .flatMapToLong(object -> ObjectKeys.version(ObjectKeys.CHECKPOINT, object.key()).stream())
                .boxed()
                .toList();
    }

    private static Recovered replay(Catalog start, long startEpoch, long checkpointBytes, LogReader reader) {
        var catalog = start;
        var epoch = startEpoch;
        for (var version = start.version() + 1; version <= reader.lastVersion(); version++) {
            var entry = reader.read(version);
            catalog = EntryFold.apply(catalog, entry);
            epoch = entry.epoch();
        }
        var entries = catalog.version() - start.version();
        return new Recovered(catalog, epoch, new LogTail(entries, reader.bytesAfter(start.version()), checkpointBytes));
    }
}
