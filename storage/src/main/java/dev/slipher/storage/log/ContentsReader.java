package dev.slipher.storage.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.ManifestReference;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentDeletes;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SegmentSet;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableContents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a table's contents only name: manifests, stored delete bitmaps, inline rows; used by many threads. */
public final class ContentsReader {
    private static final int SEGMENT_RECORD_BYTES = 160;
    /** After so long without a reader the rows of a table, which segments or nobody may have by now, are let go. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final SealedObjects objects;
    private final Cache<ObjectId, List<SegmentRecord>> manifests;
    private final Cache<DeleteDelta.Rows.Stored, RowSet> bitmaps;
    /** Objects whose other bitmaps are likely to be read next. */
    private final Cache<ObjectId, ByteBuffer> deleteObjects;
    /** By table; weighed each time that one was read. */
    private final Cache<Integer, InlineRowBuffer> buffers;

    /** @param cachedBytes what manifests, bitmaps and inline rows may each take */
    ContentsReader(SealedObjects objects, long cachedBytes) {
        this.objects = objects;
        manifests = Caffeine.newBuilder()
                .maximumWeight(cachedBytes / SEGMENT_RECORD_BYTES)
                .weigher((ObjectId id, List<SegmentRecord> segments) -> segments.size())
                .executor(Runnable::run)
                .build();
        bitmaps = Caffeine.newBuilder()
                .maximumWeight(cachedBytes)
                .weigher((DeleteDelta.Rows.Stored stored, RowSet rows) -> stored.length())
                .executor(Runnable::run)
                .build();
        deleteObjects = Caffeine.newBuilder()
                .maximumWeight(cachedBytes / 4)
                .weigher((ObjectId id, ByteBuffer content) -> content.remaining())
                .executor(Runnable::run)
                .build();
        buffers = Caffeine.newBuilder()
                .maximumWeight(2 * cachedBytes)
                .weigher((Integer oid, InlineRowBuffer rows) -> rows.memoryBytes())
                .expireAfterAccess(IDLE)
                .executor(Runnable::run)
                .build();
    }

    /** Returns the segments of a table, in the order in which they were added; manifests are read on the way. */
    public Iterable<SegmentRecord> segments(TableContents contents) {
        return () -> iterate(contents.segments());
    }

    /** Returns the deleted rows of a segment. */
    public RowSet deletedRows(TableContents contents, ObjectId segment) {
        @Nullable SegmentDeletes deletes = contents.segments().deletes().get(segment);
        if (deletes == null) {
            return RowSet.EMPTY;
        }
        var result = deletes.held();
        for (var stored : deletes.stored()) {
            result = result.union(rows(stored));
        }
        return result;
    }

    /** Returns the rows of a table that are in no segment, in the order in which they were added. */
    public List<InlineBatches> inlineRows(Table table) {
        var rows = table.contents().inlineRows();
        if (rows.packs().isEmpty()) {
            buffers.invalidate(table.oid());
            return List.of();
        }
        var buffer = buffers.get(table.oid(), _ -> new InlineRowBuffer());
        var result = buffer.read(table.definition(), rows);
        buffers.put(table.oid(), buffer);
        return result;
    }

    /** Lets the inline rows of a table go, as segments have them now; who reads those that are left decodes these anew. */
    void forgetInlineRows(int tableOid) {
        buffers.invalidate(tableOid);
    }

    /** Returns the memory that inline rows take as they were last read. */
    long inlineRowBytes() {
        return buffers.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    /** Returns those of {@link #inlineRows} that no log entry has, as the reading transaction or session added them. */
    public List<InlineBatches> ownRows(Table table) {
        return new InlineRowBuffer()
                .readOwn(table.definition(), table.contents().inlineRows());
    }

    /** Returns the rows that a delete names. */
    RowSet rows(DeleteDelta.Rows rows) {
        return switch (rows) {
            case DeleteDelta.Rows.Held(var held) -> held;
            case DeleteDelta.Rows.Stored stored -> bitmaps.get(stored, this::load);
        };
    }

    /** Returns the segments that a manifest lists. */
    List<SegmentRecord> manifest(ManifestReference manifest) {
        return manifests.get(manifest.id(), id -> {
            var key = ObjectKeys.manifest(id);
            return objects.read(Frame.Kind.MANIFEST, key, SealedObjects.MANIFEST)
                    .segments();
        });
    }

    private Iterator<SegmentRecord> iterate(SegmentSet segments) {
        var removed = segments.removed();
        var listed = segments.manifests().stream()
                .flatMap(manifest -> manifest(manifest).stream())
                .filter(segment -> !removed.contains(segment.id()));
        return Stream.concat(listed, segments.recent().stream()).iterator();
    }

    private RowSet load(DeleteDelta.Rows.Stored stored) {
        var key = ObjectKeys.delete(stored.object());
        var content = deleteObjects.get(
                stored.object(),
                _ -> Frame.open(Frame.Kind.DELETES, key, objects.store().readAll(key)));
        if (stored.offset() < 0 || stored.length() < 0 || stored.offset() > content.limit() - stored.length()) {
            throw Frame.corrupted(Frame.Kind.DELETES, key, stored.offset(), "a bitmap lies outside of it");
        }
        var bytes = new byte[stored.length()];
        content.get(stored.offset(), bytes);
        try {
            return RowSet.fromBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw Frame.corrupted(
                    Frame.Kind.DELETES, key, Frame.HEADER_BYTES + stored.offset(), String.valueOf(e.getMessage()));
        }
    }
}
