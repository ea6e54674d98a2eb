package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.ManifestReference;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.SegmentDeletes;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SegmentSet;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableContents;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes checkpoints, and the manifests, delete objects and statistics that they name; used by one thread at a time. */
final class Checkpointer {
    private static final int HELD_STATISTICS_BYTES = 1 << 10;

    private final SealedObjects objects;
    private final ContentsReader contents;
    private final LogLimits limits;

    /** What the last checkpoint said about the columns of a table. */
    private Map<Integer, KnownStatistics> knownStatistics = Map.of();

    Checkpointer(SealedObjects objects, ContentsReader contents, LogLimits limits) {
        this.objects = objects;
        this.contents = contents;
        this.limits = limits;
    }

    private record KnownStatistics(Map<Integer, ColumnSummary> columns, CheckpointState.StatisticsState state) {}

    /**
     * A checkpoint.
     *
     * @param catalog the same version in the form in which it was written: with segments in manifests and large deletes in
     *     objects
     * @param byteCount of the checkpoint alone
     * @param isNew false if there was a checkpoint of that version, which stays; then {@code catalog} is in the form that it
     *     had, and what was written for it is deleted again
     */
    record Written(Catalog catalog, int byteCount, boolean isNew) {}

    /**
     * Writes the checkpoint of {@code catalog}, and before it into {@code staging} what only it names. An earlier try of
     * which the store could not say what became of it may have left one, which names other objects.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 if there was one that cannot be read
     */
    Written write(Catalog catalog, long epoch, Staging staging) {
        var written = catalog;
        for (var table : catalog.tables()) {
            var before = table.contents();
            var after = before.withSegments(store(table.oid(), before.segments(), staging));
            if (!after.segments().equals(before.segments())) {
                written = written.withContents(table.oid(), after);
            }
        }
        var statistics = new HashMap<Integer, KnownStatistics>();
        var content = SealedObjects.CHECKPOINT.encode(stateOf(written, epoch, statistics, staging));
        if (!objects.tryWriteContent(Frame.Kind.CHECKPOINT, ObjectKeys.checkpoint(catalog.version()), content)) {
            return keep(catalog, staging);
        }
        // Objects of a checkpoint that could not be written are garbage, which no later one may name.
        knownStatistics = statistics;
        return new Written(written, content.remaining(), true);
    }

    private Written keep(Catalog catalog, Staging staging) {
        CheckpointReader.read(objects, catalog.version());
        staging.retain(Set.of());
        var byteCount = objects.store().size(ObjectKeys.checkpoint(catalog.version()));
        return new Written(catalog, (int) byteCount.orElse(0), false);
    }

    private SegmentSet store(int tableOid, SegmentSet segments, Staging staging) {
        var result = storeDeletes(segments, staging);
        if (segments.recent().size() < limits.recentSegments()
                && segments.removed().isEmpty()) {
            return result;
        }
        var kept = new ArrayList<ManifestReference>();
        var loose = new ArrayList<SegmentRecord>();
        for (var manifest : segments.manifests()) {
            if (segments.removed().isEmpty()) {
                kept.add(manifest);
                continue;
            }
            var all = contents.manifest(manifest);
            var rest = all.stream()
                    .filter(segment -> !segments.removed().contains(segment.id()))
                    .toList();
            if (rest.size() == all.size()) {
                kept.add(manifest);
            } else if (rest.size() > limits.manifestSegments() / 2) {
                kept.add(writeManifest(tableOid, rest, staging));
            } else {
                loose.addAll(rest);
            }
        }
        loose.addAll(segments.recent());
        var from = 0;
        while (loose.size() - from >= limits.recentSegments()) {
            var to = Math.min(loose.size(), from + limits.manifestSegments());
            kept.add(writeManifest(tableOid, loose.subList(from, to), staging));
            from = to;
        }
        return SegmentSet.of(kept, loose.subList(from, loose.size()), Set.of(), result.deletes(), segments.totals());
    }

    private ManifestReference writeManifest(int tableOid, List<SegmentRecord> segments, Staging staging) {
        var id = staging.newObject(ObjectKeys::manifest);
        objects.write(
                Frame.Kind.MANIFEST,
                ObjectKeys.manifest(id),
                SealedObjects.MANIFEST,
                new CheckpointState.Manifest(tableOid, List.copyOf(segments)));
        return new ManifestReference(id, segments.size());
    }

    private SegmentSet storeDeletes(SegmentSet segments, Staging staging) {
        var large = new ArrayList<DeleteObjectWriter.Bitmap<ObjectId>>();
        segments.deletes().forEach((segment, deletes) -> {
            // A row takes at most about two bytes and a bit, so small sets need not be serialized to be known as small.
            if (deletes.held().count() * 4 > limits.heldDeleteBytes()
                    || deletes.stored().size() > 8) {
                var united = contents.deletedRows(TableContents.EMPTY.withSegments(segments), segment)
                        .toBytes();
                if (united.length > limits.heldDeleteBytes() || deletes.stored().size() > 8) {
                    large.add(new DeleteObjectWriter.Bitmap<>(segment, united, deletes.count()));
                }
            }
        });
        if (large.isEmpty()) {
            return segments;
        }
        var deletes = new HashMap<>(segments.deletes());
        new DeleteObjectWriter(objects, () -> staging.newObject(ObjectKeys::delete))
                .write(large, (segment, rows) -> deletes.put(segment, new SegmentDeletes(RowSet.EMPTY, List.of(rows))));
        return SegmentSet.of(
                segments.manifests(), List.copyOf(segments.recent()), segments.removed(), deletes, segments.totals());
    }

    private CheckpointState stateOf(
            Catalog catalog, long epoch, Map<Integer, KnownStatistics> statistics, Staging staging) {
        var header = catalog.header();
        var tables = catalog.tables();
        return new CheckpointState(
                header.version(),
                epoch,
                header.commitMicros(),
                header.nextOid(),
                header.schemaVersion(),
                header.statisticsEpoch(),
                catalog.objects().stream()
                        .sorted(Comparator.comparingInt(Checkpointer::depth))
                        .toList(),
                Map.copyOf(catalog.settings()),
                catalog.comments().entrySet().stream()
                        .map(entry -> new CheckpointState.Comment(
                                entry.getKey().oid(), entry.getKey().columnId(), entry.getValue()))
                        .toList(),
                Map.copyOf(catalog.privileges()),
                tables.stream()
                        .map(table -> stateOf(table, statistics, staging))
                        .toList());
    }

    /** Parents come before what is in them. */
    private static int depth(Definition definition) {
        return switch (definition) {
            case UserDefinition _ -> 0;
            case DatabaseDefinition _ -> 1;
            case SchemaDefinition _ -> 2;
            case TableDefinition _ -> 3;
            case ViewDefinition _ -> 4;
        };
    }

    private CheckpointState.TableState stateOf(Table table, Map<Integer, KnownStatistics> statistics, Staging staging) {
        var contentsOf = table.contents();
        var segments = contentsOf.segments();
        var inline = contentsOf.inlineRows();
        var packs = inline.packs().stream()
                .map(pack -> new CheckpointState.PackState(pack.version(), pack.ordinal(), pack.firstRow()))
                .toList();
        var known = statisticsOf(table, staging);
        statistics.put(table.oid(), known);
        return new CheckpointState.TableState(
                table.oid(),
                segments.manifests(),
                List.copyOf(segments.recent()),
                List.copyOf(new HashSet<>(segments.removed())),
                Map.copyOf(segments.deletes()),
                segments.totals().segmentCount(),
                segments.totals().rowCount(),
                segments.totals().byteCount(),
                new CheckpointState.InlineState(inline.firstRow(), packs, inline.deleted()),
                contentsOf.truncations(),
                Map.copyOf(contentsOf.identities()),
                known.state);
    }

    private KnownStatistics statisticsOf(Table table, Staging staging) {
        Map<Integer, ColumnSummary> columns = table.contents().statistics();
        var known = knownStatistics.get(table.oid());
        if (known != null && known.columns.equals(columns)) {
            return known;
        }
        var statistics = new CheckpointState.Statistics(table.oid(), List.copyOf(columns.values()));
        var bytes = SealedObjects.STATISTICS.encode(statistics);
        if (bytes.remaining() <= HELD_STATISTICS_BYTES) {
            return new KnownStatistics(columns, new CheckpointState.StatisticsState.Held(statistics.columns()));
        }
        var id = staging.newObject(ObjectKeys::statistics);
        objects.writeContent(Frame.Kind.STATISTICS, ObjectKeys.statistics(id), bytes);
        return new KnownStatistics(columns, new CheckpointState.StatisticsState.Stored(id));
    }
}
