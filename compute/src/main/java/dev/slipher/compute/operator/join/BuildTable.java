package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Vector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An index over build rows by key. Rows of equal keys form a chain through the header long {@link BuildRows#NEXT_SLOT}.
 * All rows are inserted, by any number of threads, before any is looked up.
 */
sealed interface BuildTable extends AutoCloseable permits DenseTable, HashedTable, RankedTable {
    /** Elements of an int array, for {@link #push}. */
    VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

    /**
     * Adds rows and sets their next row.
     *
     * @param notNull columns of which none may be null for a row to be found
     */
    void insert(RowAppender rows, int[] notNull, Worker worker);

    /** Returns whether no two rows have the same key, once all rows are in. */
    boolean isUnique();

    /**
     * Finds the first row of the chain of each key.
     *
     * @param positions the keys' positions, none of them null unless nulls match
     * @param addresses by key, filled with a row's address or 0
     */
    void find(Vector[] keys, int[] positions, long[] hashes, int count, int[] addresses, ProbeScratch scratch);

    /** Returns whether {@link #find} needs hashes. */
    boolean usesHashes();

    String form();

    @Override
    void close();

    /** Returns whether one of some columns is null; such a row then has no next one. */
    static boolean isLeftOut(RowHeap heap, long[] page, int offset, int[] notNull) {
        for (var column : notNull) {
            if ((page[offset + heap.layout().nullSlot(column)] >>> column & 1) != 0) {
                page[offset + BuildRows.NEXT_SLOT] = 0;
                return true;
            }
        }
        return false;
    }

    /**
     * Makes the row at {@code offset} of {@code page} the first of the chain that starts in {@code heads[index]}.
     *
     * @param base the bits of the row's address that tell its page
     * @return whether the chain had a row already
     */
    static boolean push(int[] heads, int index, long[] page, int base, int offset) {
        int head;
        do {
            head = (int) INTS.getAcquire(heads, index);
            page[offset + BuildRows.NEXT_SLOT] = head & 0xFFFF_FFFFL;
        } while (!INTS.compareAndSet(heads, index, head, base | offset));
        return head != 0;
    }

    /** Returns the next row of a chain, 0 at its end. */
    static int next(long[][] pages, int address) {
        return (int) pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + BuildRows.NEXT_SLOT];
    }
}
