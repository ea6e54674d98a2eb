package dev.slipher.compute.source;

import dev.slipher.storage.cache.BlockRoom;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.encoding.DecodeScratch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.log.ObjectKeys;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.segment.SegmentReader;

/** Brings segments into the chunk cache before a scan asks for them, but never into its second half. Used by one thread. */
public final class SegmentPreload {
    private final ObjectStore store;
    private final ChunkCache cache;
    private final DecodeScratch scratch = new DecodeScratch();
    private final BlockRoom room = new BlockRoom(BlockRoom.Account.none());

    public SegmentPreload(ObjectStore store, ChunkCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /** Says whether there is time for a further chunk; it may wait. */
    @FunctionalInterface
    public interface Permission {
        boolean isGiven() throws InterruptedException;
    }

    /** Returns the bytes that may still be brought in. */
    public long freeBytes() {
        var statistics = cache.statistics();
        return statistics.budgetBytes() / 2 - statistics.usedBytes();
    }

    /**
     * Reads a segment's chunks, asking before each.
     *
     * @return false if there was no time or room for all of them
     * @throws SlipherException if the segment cannot be read
     */
    public boolean load(SegmentRecord segment, TableDefinition table, Permission permission)
            throws InterruptedException {
        var source = new StoredSegment(store, ObjectKeys.segment(segment.id()), segment.byteCount(), table);
        var reader = SegmentReader.open(segment.id(), source, cache);
        for (var rowGroup = 0; rowGroup < reader.rowGroupCount(); rowGroup++) {
            for (var column : reader.columns()) {
                if (!permission.isGiven() || freeBytes() <= 0) {
                    return false;
                }
                var opened = reader.openColumn(rowGroup, column.columnId(), scratch, room);
                if (opened.isPresent()) {
                    try (var chunk = opened.get()) {
                        if (!chunk.tryLoad()) {
                            return false;
                        }
                    }
                }
            }
        }
        return true;
    }
}
