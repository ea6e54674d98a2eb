package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate function's state inside group rows: where all of it is zero, nothing was aggregated yet. Stateless
 * itself and shared by all workers.
 */
interface Accumulator {
    /** Returns the columns that the state takes; they follow each other in a row, from the {@code slot} of the calls on. */
    List<PhysicalKind> state();

    /** Returns whether nulls are to be left out before {@link #update}; if not, it sees them. */
    default boolean skipsNulls() {
        return true;
    }

    /**
     * Adds values to the groups that they belong to.
     *
     * @param argument not constant; for functions without argument anything
     * @param positions the values' positions in {@code argument}, null for value {@code i} at {@code i}
     * @param addresses by value, its group's row
     * @param appender has room for all strings of the values
     */
    void update(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count);

    /** Adds values that all belong to one group. */
    default void updateOne(
            RowAppender appender,
            int slot,
            Vector argument,
            int @Nullable [] positions,
            int address,
            int[] addressScratch,
            int count) {
        Arrays.fill(addressScratch, 0, count, address);
        update(appender, slot, argument, positions, addressScratch, count);
    }

    /** Adds the state of one row to that of another; both rows are of {@code heap}. */
    void merge(RowHeap heap, int slot, int to, int from);

    /** Returns the results of groups, over arrays that the caller may keep until it asks again. */
    Vector result(RowHeap heap, int slot, int[] addresses, int count);

    /** Returns the page that holds a row. */
    static long[] page(RowHeap heap, int address) {
        return heap.pages()[address >>> RowHeap.OFFSET_BITS];
    }
}
