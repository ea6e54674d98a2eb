package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ManifestReference;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowPack;
import dev.slipher.storage.catalog.SegmentDeletes;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Deletes objects that nothing needs: neither a version that was current in the time that counts as history, nor an open
 * snapshot, nor a writer that has yet to name them. What is younger than that stays, for it may be about to be named. While
 * there is any pin, everything stays.
 *
 * <p>Of the checkpoints since the oldest version one an hour stays, and those of the last hour: entries are enough to read
 * the versions between them. What a deleted checkpoint named stays as long as if it were there.
 *
 * <p>What the versions since the oldest name is noted as they are written; the log is read only for those of processes
 * before this one, and once. A collection takes some 16 bytes for each object that there is, and lists a 256th of them at a
 * time. Used by one thread.
 */
final class GarbageCollector {
    /** Of checkpoints that are older, one an hour stays. */
    private static final Duration ALL_CHECKPOINTS = Duration.ofHours(1);

    private final SealedObjects objects;
    private final ContentsReader contents;
    private final Clock clock;
    private final NamedObjects named;
    private final long firstVersion;

    /** Whether {@link #named} has what entries before {@link #firstVersion} name. */
    private boolean historyNoted;

    private volatile boolean stopped;

    /**
     * @param named what this process notes
     * @param firstVersion the version whose entry is the first that it notes
     */
    GarbageCollector(
            SealedObjects objects, ContentsReader contents, Clock clock, NamedObjects named, long firstVersion) {
        this.objects = objects;
        this.contents = contents;
        this.clock = clock;
        this.named = named;
        this.firstVersion = firstVersion;
    }

    /**
     * What was done.
     *
     * @param baseVersion the oldest version that can still be read, 0 if all can
     */
    record Collected(long deletedObjects, long baseVersion) {}

    /** Ends a collection that runs, soon, and those to come. */
    void stop() {
        stopped = true;
    }

    /**
     * Deletes what is not needed.
     *
     * @param inUse the newest version and those of open snapshots
     * @param staged what writers had staged before those versions were taken
     * @param history how long versions and objects are kept at least
     * @throws SlipherException 57P01 once it is stopped
     */
    Collected collect(List<Catalog> inUse, Set<ObjectId> staged, Duration history) {
        var now = clock.instant();
        var horizon = now.minus(history);
        var listed = LogReader.listAll(objects, ObjectKeys.CHECKPOINT).stream()
                .filter(object ->
                        ObjectKeys.version(ObjectKeys.CHECKPOINT, object.key()).isPresent())
                .toList();
        var isPinned = !objects.store().list(ObjectKeys.PIN, "", 1).isEmpty();
        if (isPinned) {
            return new Collected(0, 0);
        }
        var base = listed.stream()
                .filter(checkpoint -> checkpoint.modified().isBefore(horizon))
                .reduce((_, later) -> later);
        long baseVersion = base.map(GarbageCollector::versionOf).orElse(0L);
        var checkpoints = thinOut(listed, baseVersion, now.minus(ALL_CHECKPOINTS));
        var deleted = (long) listed.size() - checkpoints.size();
        if (base.isEmpty()) {
            return new Collected(deleted, 0);
        }
        named.forgetThrough(baseVersion);
        noteHistory(baseVersion);
        var needed = new Needed();
        needed.add(CheckpointReader.read(objects, baseVersion));
        named.addTo(needed.ids);
        noteCheckpoints(checkpoints, baseVersion, needed);
        inUse.forEach(needed::add);
        staged.forEach(needed.ids::add);
        for (var prefix : List.of(ObjectKeys.SEGMENT, ObjectKeys.MANIFEST, ObjectKeys.DELETE, ObjectKeys.STATISTICS)) {
            for (var shard : ObjectKeys.shards(prefix)) {
                deleted += deleteUnneeded(shard, needed.ids, horizon);
            }
        }
        deleted += deleteHistory(checkpoints, baseVersion, Math.min(baseVersion + 1, needed.firstEntry), horizon);
        return new Collected(deleted, baseVersion);
    }

    /** Deletes checkpoints after that of {@code baseVersion} that another one follows in the same hour; returns the rest. */
    private List<StoredObject> thinOut(List<StoredObject> checkpoints, long baseVersion, Instant horizon) {
        var kept = new ArrayList<StoredObject>();
        for (var i = 0; i < checkpoints.size(); i++) {
            var checkpoint = checkpoints.get(i);
            if (i + 1 < checkpoints.size()
                    && versionOf(checkpoint) > baseVersion
                    && checkpoint.modified().isBefore(horizon)
                    && hourOf(checkpoint).equals(hourOf(checkpoints.get(i + 1)))) {
                requireGoingOn();
                objects.store().delete(checkpoint.key());
            } else {
                kept.add(checkpoint);
            }
        }
        return kept;
    }

    private static Instant hourOf(StoredObject object) {
        return object.modified().truncatedTo(ChronoUnit.HOURS);
    }

    private void requireGoingOn() {
        if (stopped) {
            throw new SlipherException(SqlState.ADMIN_SHUTDOWN, "the commit log is closed");
        }
    }

    /** Reads once what was written before this process, and again what it could not note. */
    private void noteHistory(long baseVersion) {
        if (!historyNoted) {
            noteEntries(baseVersion + 1, firstVersion - 1);
            historyNoted = true;
        }
        named.missed().ifPresent(missed -> {
            noteEntries(Math.max(baseVersion + 1, missed.first()), missed.last());
            named.found(missed);
        });
    }

    private void noteEntries(long first, long last) {
        var reader = new LogReader(objects);
        for (var version = first; version <= last; version++) {
            requireGoingOn();
            LogEntry entry;
            try {
                entry = reader.read(version);
            } catch (SlipherException e) {
                // It may have been packed since.
                reader = new LogReader(objects);
                entry = reader.read(version);
            }
            named.note(entry);
        }
    }

    /**
     * Notes checkpoints that other processes wrote. What one of them names, and the base does not, was named first by it,
     * or by an entry or checkpoint between them.
     */
    private void noteCheckpoints(List<StoredObject> checkpoints, long baseVersion, Needed needed) {
        for (var checkpoint : checkpoints) {
            var version = versionOf(checkpoint);
            if (version > baseVersion && !named.hasCheckpoint(version)) {
                requireGoingOn();
                var first = needed.add(CheckpointReader.read(objects, version));
                named.noteCheckpoint(version, first);
            }
        }
    }

    private long deleteUnneeded(String shard, ObjectIdSet needed, Instant horizon) {
        requireGoingOn();
        var deleted = 0L;
        for (var object : LogReader.listAll(objects, shard)) {
            var id = ObjectKeys.id(object.key());
            if (object.modified().isBefore(horizon) && id.isPresent() && !needed.contains(id.get())) {
                objects.store().delete(object.key());
                deleted++;
            }
        }
        return deleted;
    }

    private long deleteHistory(List<StoredObject> checkpoints, long baseVersion, long firstEntry, Instant horizon) {
        var deleted = 0L;
        var reader = new LogReader(objects);
        for (var checkpoint : checkpoints) {
            if (versionOf(checkpoint) < baseVersion) {
                objects.store().delete(checkpoint.key());
                deleted++;
            }
        }
        var old = new HashSet<String>();
        reader.ranges().forEach((first, last) -> {
            // The last one stays, for it tells where those to come begin.
            if (last < firstEntry && last < reader.lastPacked()) {
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
        private final ObjectIdSet ids = new ObjectIdSet();
        private final ObjectIdSet readManifests = new ObjectIdSet();
        private long firstEntry = Long.MAX_VALUE;

        /** Adds what a checkpoint names, and returns what was not there. */
        List<ObjectId> add(CheckpointState state) {
            var added = new ArrayList<ObjectId>();
            for (var table : state.tables()) {
                addManifests(table.manifests(), added::add);
                addSegments(table.recent(), added::add);
                addDeletes(table.deletes().values(), added::add);
                if (table.statistics() instanceof CheckpointState.StatisticsState.Stored(var id)) {
                    add(id, added::add);
                }
                for (var pack : table.inline().packs()) {
                    firstEntry = Math.min(firstEntry, pack.version());
                }
            }
            return added;
        }

        void add(Catalog catalog) {
            Consumer<ObjectId> nobody = _ -> {};
            for (var table : catalog.tables()) {
                var segments = table.contents().segments();
                addManifests(segments.manifests(), nobody);
                addSegments(segments.recent(), nobody);
                addDeletes(segments.deletes().values(), nobody);
                for (RowPack pack : table.contents().inlineRows().packs()) {
                    firstEntry = Math.min(firstEntry, pack.version());
                }
            }
        }

        private void addManifests(Collection<ManifestReference> manifests, Consumer<ObjectId> added) {
            for (var manifest : manifests) {
                add(manifest.id(), added);
                if (readManifests.add(manifest.id())) {
                    requireGoingOn();
                    addSegments(contents.manifest(manifest), added);
                }
            }
        }

        private void addSegments(Collection<SegmentRecord> segments, Consumer<ObjectId> added) {
            segments.forEach(segment -> add(segment.id(), added));
        }

        private void addDeletes(Collection<SegmentDeletes> deletes, Consumer<ObjectId> added) {
            for (var rows : deletes) {
                for (var part : rows.stored()) {
                    add(part.object(), added);
                }
            }
        }

        private void add(ObjectId id, Consumer<ObjectId> added) {
            if (ids.add(id)) {
                added.accept(id);
            }
        }
    }
}
