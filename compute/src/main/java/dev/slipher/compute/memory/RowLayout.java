package dev.slipher.compute.memory;

import dev.slipher.storage.type.PhysicalKind;
import java.util.List;

/**
 * How a row lies in the longs of a {@link RowHeap}: header longs that belong to the operator, null masks, then a long a
 * column, two for INT128. A BYTES column holds a reference, see {@link RowHeap#reference}.
 */
public final class RowLayout {
    private final PhysicalKind[] kinds;
    private final int[] slots;
    private final int headerLongs;
    private final int nullSlot;
    private final int rowLongs;
    private final boolean hasBytes;

    /** Lays out columns after {@code headerLongs} longs that rows do not fill. */
    public RowLayout(List<PhysicalKind> columns, int headerLongs) {
        this(columns, headerLongs, 0);
    }

    /** Lays out columns between header longs and {@code trailerLongs} longs, neither of which rows fill. */
    public RowLayout(List<PhysicalKind> columns, int headerLongs, int trailerLongs) {
        kinds = columns.toArray(new PhysicalKind[0]);
        slots = new int[kinds.length];
        this.headerLongs = headerLongs;
        nullSlot = headerLongs;
        var slot = nullSlot + (kinds.length + 63) / 64;
        var bytes = false;
        for (var i = 0; i < kinds.length; i++) {
            slots[i] = slot;
            slot += kinds[i] == PhysicalKind.INT128 ? 2 : 1;
            bytes |= kinds[i] == PhysicalKind.BYTES;
        }
        rowLongs = Math.max(1, slot + trailerLongs);
        hasBytes = bytes;
    }

    public int columnCount() {
        return kinds.length;
    }

    public PhysicalKind kind(int columnIndex) {
        return kinds[columnIndex];
    }

    /** Returns the offset of a column in the row's longs; the high half of an INT128 comes first. */
    public int slot(int columnIndex) {
        return slots[columnIndex];
    }

    public int headerLongs() {
        return headerLongs;
    }

    /** Returns the offset of the long that holds a column's null bit, which is bit {@code columnIndex & 63}. */
    public int nullSlot(int columnIndex) {
        return nullSlot + (columnIndex >>> 6);
    }

    /** Returns where the null masks begin. */
    public int firstNullSlot() {
        return nullSlot;
    }

    public int nullLongs() {
        return (kinds.length + 63) / 64;
    }

    /** Returns the longs from the start of a row to the start of the next, at least 1. */
    public int rowLongs() {
        return rowLongs;
    }

    public boolean hasBytes() {
        return hasBytes;
    }
}
