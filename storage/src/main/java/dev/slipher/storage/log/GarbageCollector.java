package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.ManifestReference;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowPack;
import dev.slipher.storage.catalog.SegmentDeletes;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.objectstore.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes objects that nothing needs: neither a version that was current in the last 24 hours, nor an open snapshot, nor
 * a writer that has yet to name them. What is younger than a day stays, for it may be about to be named. While there is
 * any pin, everything stays.
 */
final class GarbageCollector {
    private static final Duration HISTORY = Duration.ofDays(1);

    private final SealedObjects objects;
    private final ContentsReader contents;
    private final Clock clock;

    GarbageCollector(SealedObjects objects, ContentsReader contents, Clock clock) {
        this.objects = objects;
        this.contents = contents;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param baseVersion the oldest version that can still be read, 0 if all can
     */
    record Collected(long deletedObjects, long baseVersion) {}

    /**
     * Deletes what is not needed.
     *
     * @param inUse the newest version and those of open snapshots
     * @param staged what writers had staged before those versions were taken
     */
    Collected collect(List<Catalog> inUse, Set<ObjectId> staged) {
        var horizon = clock.instant().minus(HISTORY);
        var checkpoints = LogReader.listAll(objects, ObjectKeys.CHECKPOINT).stream()
                .filter(object ->
                        ObjectKeys.version(ObjectKeys.CHECKPOINT, object.key()).isPresent())
                .toList();
        var isPinned = !objects.store().list(ObjectKeys.PIN, "", 1).isEmpty();
        var base = checkpoints.stream()
                .filter(checkpoint -> checkpoint.modified().isBefore(horizon))
                .reduce((_, later) -> later);
        if (base.isEmpty() || isPinned) {
            return new Collected(0, 0);
        }
        var baseVersion = versionOf(base.get());
        var needed = new Needed();
        for (var checkpoint : checkpoints) {
            if (versionOf(checkpoint) >= baseVersion) {
                needed.add(CheckpointReader.read(objects, versionOf(checkpoint)));
            }
        }
        var reader = new LogReader(objects);
        for (var version = baseVersion + 1; version <= reader.lastVersion(); version++) {
            needed.add(reader.read(version));
        }
        inUse.forEach(needed::add);
        needed.ids.addAll(staged);
        var deleted = 0L;
        for (var prefix : List.of(ObjectKeys.SEGMENT, ObjectKeys.MANIFEST, ObjectKeys.DELETE, ObjectKeys.STATISTICS)) {
            deleted += deleteUnneeded(prefix, needed.ids, horizon);
        }
        deleted +=
                deleteHistory(checkpoints, baseVersion, reader, Math.min(baseVersion + 1, needed.firstEntry), horizon);
        return new Collected(deleted, baseVersion);
    }

    private long deleteUnneeded(String prefix, Set<ObjectId> needed, Instant horizon) {
        var deleted = 0L;
        for (var object : LogReader.listAll(objects, prefix)) {
            var id = ObjectKeys.id(object.key());
            if (object.modified().isBefore(horizon) && id.isPresent() && !needed.contains(id.get())) {
                objects.store().delete(object.key());
                deleted++;
            }
        }
        return deleted;
    }

    private long deleteHistory(
            List<StoredObject> checkpoints, long baseVersion, LogReader reader, long firstEntry, Instant horizon) {
        var deleted = 0L;
        for (var checkpoint : checkpoints) {
            if (versionOf(checkpoint) < baseVersion) {
                objects.store().delete(checkpoint.key());
                deleted++;
            }
        }
        var old = new HashSet<String>();
        reader.ranges().forEach((first, last) -> {
            if (last < firstEntry) {
                old.add(ObjectKeys.entries(first, last));
            }
        });
        for (var object : LogReader.listAll(objects, ObjectKeys.LOG)) {
            if (old.contains(object.key()) && object.modified().isBefore(horizon)) {
                objects.store().delete(object.key());
                deleted++;
            }
        }
        return deleted;
    }

    private static long versionOf(StoredObject checkpoint) {
        return ObjectKeys.version(ObjectKeys.CHECKPOINT, checkpoint.key()).orElseThrow();
    }

    /** The ids of objects that stay, and the first log entry that does. */
    private final class Needed {
        private final Set<ObjectId> ids = new HashSet<>();
        private long firstEntry = Long.MAX_VALUE;

        void add(CheckpointState state) {
            for (var table : state.tables()) {
                addManifests(table.manifests());
                addSegments(table.recent());
                addDeletes(table.deletes().values());
                if (table.statistics() instanceof CheckpointState.StatisticsState.Stored(var id)) {
                    ids.add(id);
                }
                for (var pack : table.inline().packs()) {
                    firstEntry = Math.min(firstEntry, pack.version());
                }
            }
        }

        void add(LogEntry entry) {
            for (var action : entry.actions()) {
                if (action instanceof Action.AddSegments(var _, var segments, List<ColumnSummary> _)) {
                    addSegments(segments);
                } else if (action instanceof Action.MoveRows move) {
                    addSegments(move.added());
                } else if (action instanceof Action.AddDeletes(var _, var deltas)) {
                    deltas.forEach(delta -> add(delta.rows()));
                }
            }
        }

        void add(Catalog catalog) {
            for (var table : catalog.tables()) {
                var segments = table.contents().segments();
                addManifests(segments.manifests());
                addSegments(segments.recent());
                addDeletes(segments.deletes().values());
                for (RowPack pack : table.contents().inlineRows().packs()) {
                    firstEntry = Math.min(firstEntry, pack.version());
                }
            }
        }

        private void addManifests(Collection<ManifestReference> manifests) {
            for (var manifest : manifests) {
                if (ids.add(manifest.id())) {
                    addSegments(contents.manifest(manifest));
                }
            }
        }

        private void addSegments(Collection<SegmentRecord> segments) {
            segments.forEach(segment -> ids.add(segment.id()));
        }

        private void addDeletes(Collection<SegmentDeletes> deletes) {
            deletes.forEach(rows -> rows.stored().forEach(this::add));
        }

        private void add(DeleteDelta.Rows rows) {
            if (rows instanceof DeleteDelta.Rows.Stored stored) {
                ids.add(stored.object());
            }
        }
    }
}
