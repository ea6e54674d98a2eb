package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowLayout;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The layout of group rows: the hash of the key in the header, the key's columns, then the states of the calls. */
final class GroupRows {
    /** The header long that holds the hash. */
    static final int HASH_SLOT = 0;

    private final RowLayout layout;
    private final int keyCount;
    private final int[] keyColumns;
    private final List<Accumulator> accumulators;
    private final int[] slots;
    private final int firstStateSlot;

    GroupRows(List<PhysicalKind> keys, List<Accumulator> accumulators) {
        keyCount = keys.size();
        keyColumns = IntStream.range(0, keyCount).toArray();
        this.accumulators = List.copyOf(accumulators);
        var columns = new ArrayList<>(keys);
        var firstColumns = new int[accumulators.size()];
        for (var i = 0; i < firstColumns.length; i++) {
            firstColumns[i] = columns.size();
            columns.addAll(accumulators.get(i).state());
        }
        layout = new RowLayout(columns, 1);
        slots = new int[firstColumns.length];
        for (var i = 0; i < slots.length; i++) {
            slots[i] = layout.slot(firstColumns[i]);
        }
        firstStateSlot = columns.size() == keyCount ? layout.rowLongs() : layout.slot(keyCount);
    }

    RowLayout layout() {
        return layout;
    }

    int keyCount() {
        return keyCount;
    }

    /** Returns 0 to {@link #keyCount()}, as the columns of a row that are the key. */
    int[] keyColumns() {
        return keyColumns;
    }

    List<Accumulator> accumulators() {
        return accumulators;
    }

    /** Returns where the state of a call begins in a row. */
    int slot(int call) {
        return slots[call];
    }

    /** Returns the first long that belongs to a state; all from there on do. */
    int firstStateSlot() {
        return firstStateSlot;
    }

    boolean hasStringState() {
        for (var i = keyCount; i < layout.columnCount(); i++) {
            if (layout.kind(i) == PhysicalKind.BYTES) {
                return true;
            }
        }
        return false;
    }
}
