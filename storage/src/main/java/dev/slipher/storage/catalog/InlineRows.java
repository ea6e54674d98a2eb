package dev.slipher.storage.catalog;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.List;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * The rows of a table that are inside log entries, numbered in the order in which they were ever added; immutable.
 *
 * <p>Packs lie without gaps from {@link #firstRow()} to {@link #endRow()}; writing them out as segments takes away the
 * first of them, and numbers are not used again.
 */
public final class InlineRows {
    static final InlineRows EMPTY = new InlineRows(TreePVector.empty(), 0, 0, 0, RowSet.EMPTY);

    private final PVector<RowPack> packs;
    private final long firstRow;
    private final long endRow;
    private final long memoryBytes;
    private final RowSet deleted;

    private InlineRows(PVector<RowPack> packs, long firstRow, long endRow, long memoryBytes, RowSet deleted) {
        this.packs = packs;
        this.firstRow = firstRow;
        this.endRow = endRow;
        this.memoryBytes = memoryBytes;
        this.deleted = deleted;
    }

    /** Makes the rows that a checkpoint describes. */
    public static InlineRows of(List<RowPack> packs, long firstRow, RowSet deleted) {
        var endRow = packs.isEmpty() ? firstRow : packs.getLast().endRow();
        var bytes = packs.stream().mapToLong(RowPack::memoryBytes).sum();
        return new InlineRows(TreePVector.from(packs), firstRow, endRow, bytes, deleted);
    }

    public List<RowPack> packs() {
        return packs;
    }

    /** Returns the number of the first row that is not yet in a segment. */
    public long firstRow() {
        return firstRow;
    }

    /** Returns the number that the next added row gets. */
    public long endRow() {
        return endRow;
    }

    /** Returns about what the packs take of the heap. */
    public long memoryBytes() {
        return memoryBytes;
    }

    /** Returns the deleted rows, counted from {@link #firstRow()}. */
    public RowSet deleted() {
        return deleted;
    }

    /** Returns how many rows are not deleted. */
    public long liveRowCount() {
        return endRow - firstRow - deleted.count();
    }

    InlineRows add(long version, int ordinal, int rowCount, List<Integer> columnIds, byte[] bytes) {
        var pack = new RowPack(version, ordinal, endRow, rowCount, columnIds, bytes);
        return new InlineRows(packs.plus(pack), firstRow, pack.endRow(), memoryBytes + pack.memoryBytes(), deleted);
    }

    InlineRows delete(long from, RowSet rows) {
        if (from < firstRow || from > endRow) {
            throw new SlipherException(
                    SqlState.INTERNAL_ERROR,
                    "inline rows from %d on are deleted, of rows %d to %d".formatted(from, firstRow, endRow));
        }
        return new InlineRows(packs, firstRow, endRow, memoryBytes, deleted.union(rows.shiftUp(from - firstRow)));
    }

    /** Returns the rows from {@code throughRow} on, which is where a pack begins or the end. */
    InlineRows dropBefore(long throughRow) {
        if (throughRow <= firstRow) {
            return this;
        }
        var rest = packs.stream().filter(pack -> pack.firstRow() >= throughRow).toList();
        var restBytes = rest.stream().mapToLong(RowPack::memoryBytes).sum();
        return new InlineRows(
                TreePVector.from(rest), throughRow, endRow, restBytes, deleted.shiftDown(throughRow - firstRow));
    }

    InlineRows dropAll() {
        return new InlineRows(TreePVector.empty(), endRow, endRow, 0, RowSet.EMPTY);
    }
}
