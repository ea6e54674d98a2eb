package dev.slipher.storage.catalog;

import java.util.List;

/**
 * A few rows of a table inside a log entry.
 *
 * @param version the entry; 0 while the transaction that adds them is open
 * @param ordinal which of the entry's packs it is, from 0
 * @param firstRow number of its first row among all rows that were ever added to the table inline
 * @param columnIds what the batch's columns are, by permanent id
 * @param bytes a batch as {@link dev.slipher.storage.encoding.BatchCodec} encodes it; never changed
 */
public record RowPack(long version, int ordinal, long firstRow, int rowCount, List<Integer> columnIds, byte[] bytes) {
    /** What a pack costs in memory besides its bytes. */
    private static final int OVERHEAD_BYTES = 200;

    public RowPack {
        columnIds = List.copyOf(columnIds);
    }

    /** Returns the number of the row after the last. */
    public long endRow() {
        return firstRow + rowCount;
    }

    /** Returns about what the pack takes of the heap. */
    public long memoryBytes() {
        return (long) OVERHEAD_BYTES + bytes.length;
    }
}
