package dev.slipher.storage.segment;

import dev.slipher.storage.cache.BlockRoom;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.cache.ChunkKey;
import dev.slipher.storage.cache.ChunkLoader;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.encoding.DecodeScratch;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A finished segment, read through the chunk cache: immutable, cheap to open again, usable by many threads.
 *
 * <p>It holds nothing open but the source, which belongs to whoever made it.
 */
public final class SegmentReader {
    private final ObjectId id;
    private final SegmentSource source;
    private final ChunkCache cache;
    private final SegmentDirectory directory;

    private SegmentReader(ObjectId id, SegmentSource source, ChunkCache cache, SegmentDirectory directory) {
        this.id = id;
        this.source = source;
        this.cache = cache;
        this.directory = directory;
    }

    /**
     * Reads the directory of a segment, from the cache if it is there.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 if the object is no intact segment
     */
    public static SegmentReader open(ObjectId id, SegmentSource source, ChunkCache cache) {
        var directory = cache.get(directoryKey(id), SegmentDirectory.class, new DirectoryLoader(id, source));
        return new SegmentReader(id, source, cache, directory);
    }

    private static ChunkKey directoryKey(ObjectId id) {
        return new ChunkKey(id, ChunkKey.WHOLE, ChunkKey.WHOLE);
    }

    /** Returns whether to open a segment is likely to take no time. */
    public static boolean isCached(ObjectId id, ChunkCache cache) {
        return cache.isLoaded(directoryKey(id));
    }

    public ObjectId id() {
        return id;
    }

    public long rowCount() {
        return directory.rowCount();
    }

    public int rowGroupCount() {
        return directory.rowGroups().length;
    }

    /** Returns the rows of a row group, at most {@link SegmentWriter#ROW_GROUP_ROWS}. */
    public int rowGroupRowCount(int rowGroup) {
        return directory.rowGroups()[rowGroup];
    }

    /** Returns the position in the segment of a row group's first row. */
    public long rowGroupFirstRow(int rowGroup) {
        var sum = 0L;
        for (var i = 0; i < rowGroup; i++) {
            sum += directory.rowGroups()[i];
        }
        return sum;
    }

    /** Returns the columns that the segment holds, as they were given to its writer. */
    public List<ColumnSpec> columns() {
        return directory.columns().stream().map(SegmentDirectory.Entry::spec).toList();
    }

    /** Returns the bounds of a column's values over the whole segment; empty if the segment was written without it. */
    public Optional<ColumnRange> range(int columnId) {
        return directory.column(columnId).map(SegmentDirectory.Entry::range);
    }

    /**
     * Opens a column of a row group; empty if the segment was written before the column existed. The caller closes it.
     *
     * @param scratch the calling thread's; the chunk is for that thread alone
     * @param room the calling thread's, used if the cache has no room for the chunk; closed after it
     */
    public Optional<ColumnChunkReader> openColumn(int rowGroup, int columnId, DecodeScratch scratch, BlockRoom room) {
        return directory.column(columnId).map(column -> {
            var header = headers(column).chunks()[rowGroup];
            var loader = new ChunkContent.Loader(id, columnId, rowGroup, header, source);
            return new ColumnChunkReader(column.spec(), header, loader, cache, scratch, room);
        });
    }

    /**
     * Reads the whole object past the cache and checks every checksum.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 at the first damage
     */
    public static void verify(ObjectId id, SegmentSource source) {
        try (var cache = new ChunkCache(Long.MAX_VALUE)) {
            var reader = open(id, source, cache);
            DirectoryLoader.checkHead(id, source);
            for (var column : reader.directory.columns()) {
                for (var rowGroup = 0; rowGroup < reader.rowGroupCount(); rowGroup++) {
                    try (var fresh = new ChunkCache(Long.MAX_VALUE)) {
                        var header = reader.headers(column).chunks()[rowGroup];
                        var columnId = column.spec().columnId();
                        var loader = new ChunkContent.Loader(id, columnId, rowGroup, header, source);
                        fresh.tryPin(new ChunkKey(id, columnId, rowGroup), ChunkContent.class, loader)
                                .orElseThrow()
                                .close();
                    }
                }
            }
        }
    }

    private ColumnHeaders headers(SegmentDirectory.Entry column) {
        var key = new ChunkKey(id, column.spec().columnId(), ChunkKey.WHOLE);
        var loader = new HeaderLoader(id, source, column, directory.rowGroups());
        return cache.get(key, ColumnHeaders.class, loader);
    }

    /** The headers of a column's chunks, one a row group. */
    private record ColumnHeaders(ChunkHeader[] chunks) {}

    private record HeaderLoader(ObjectId id, SegmentSource source, SegmentDirectory.Entry column, int[] rowGroups)
            implements ChunkLoader<ColumnHeaders> {
        @Override
        public long memoryBytes() {
            return 0;
        }

        @Override
        public long heapBytes(ColumnHeaders loaded) {
            return 4L * column.headerLength();
        }

        @Override
        public ColumnHeaders load(MemorySegment memory) {
            var damage = new Damage(id, source);
            var name = source.describeColumn(column.spec().columnId());
            var bytes = ByteBuffer.allocate(column.headerLength()).order(ByteOrder.LITTLE_ENDIAN);
            source.read(column.headerOffset(), MemorySegment.ofBuffer(bytes));
            var chunks = new ChunkHeader[rowGroups.length];
            for (var rowGroup = 0; rowGroup < rowGroups.length; rowGroup++) {
                var position = column.headerOffset() + bytes.position();
                var number = rowGroup;
                Supplier<String> what = () -> "%s, header of row group %d".formatted(name, number);
                try {
                    chunks[rowGroup] = ChunkHeader.read(bytes, damage, what, position);
                } catch (IndexOutOfBoundsException | BufferUnderflowException cut) {
                    throw damage.malformed(what.get(), position, cut);
                }
                if (chunks[rowGroup].rows != rowGroups[rowGroup]
                        || chunks[rowGroup].kind != column.spec().type().physicalKind()) {
                    throw damage.malformed(what.get(), position);
                }
            }
            return new ColumnHeaders(chunks);
        }
    }
}
