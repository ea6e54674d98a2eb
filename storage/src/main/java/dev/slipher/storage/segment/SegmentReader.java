package dev.slipher.storage.segment;

import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.encoding.DecodeScratch;
import java.util.List;
import java.util.Optional;

/**
 * A finished segment, read through the chunk cache: immutable, cheap to open again, usable by many threads.
 *
 * <p>It holds nothing open but the source, which belongs to whoever made it.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SegmentReader {
    private SegmentReader() {}

    /**
     * Reads the directory of a segment, from the cache if it is there.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 if the object is no intact segment
     */
    public static SegmentReader open(ObjectId id, SegmentSource source, ChunkCache cache) {
        throw new UnsupportedOperationException();
    }

    public long rowCount() {
        throw new UnsupportedOperationException();
    }

    public int rowGroupCount() {
        throw new UnsupportedOperationException();
    }

    /** Returns the rows of a row group: {@link SegmentWriter#ROW_GROUP_ROWS}, or fewer in the last. */
    public int rowGroupRowCount(int rowGroup) {
        throw new UnsupportedOperationException();
    }

    /** Returns the columns that the segment holds, as they were given to its writer. */
    public List<ColumnSpec> columns() {
        throw new UnsupportedOperationException();
    }

    /** Returns what is known of a column's values over the whole segment; empty if the segment was written without it. */
    public Optional<ColumnStatistics> statistics(int columnId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a column of a row group; empty if the segment was written before the column existed. The caller closes it.
     *
     * @param scratch the calling thread's; the chunk is for that thread alone
     */
    public Optional<ColumnChunkReader> openColumn(int rowGroup, int columnId, DecodeScratch scratch) {
        throw new UnsupportedOperationException();
    }
}
